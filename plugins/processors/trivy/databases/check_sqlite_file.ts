import { openFile } from "../../../../core/kit.ts";

const HEADER = Buffer.from("SQLite format 3\0", "latin1");
const HEADER_BYTES = 100;

/**
 * Checks that an SQLite file is whole, by its header: as many pages as it says are there.
 *
 * @returns What is wrong with it; nothing where it is sound
 * @see {@link https://www.sqlite.org/fileformat.html#the_database_header}
 */
export async function checkSqliteFile(path: string): Promise<string | undefined> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES || !buffer.subarray(0, HEADER.length).equals(HEADER)) return "it is no SQLite file";
    const sizeField = buffer.readUInt16BE(16);
    const needed = (sizeField === 1 ? 65_536 : sizeField) * buffer.readUInt32BE(28);
    return size === needed ? undefined : `it has ${size} bytes and should have ${needed}`;
  } finally {
    await file.close();
  }
}
