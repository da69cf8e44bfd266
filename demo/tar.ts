/** A regular file in an archive. */
export interface TarFile {
  /** Relative, with forward slashes: `etc/os-release`. */
  readonly path: string;
  /** Text is written as UTF-8. */
  readonly content: string | Uint8Array;
  /** @default {0o644} */
  readonly mode?: number;
}

/** How an archive is written. */
export interface TarOptions {
  /** When every file was last changed, in seconds since 1970: one value, so that equal files give equal bytes. @default {0} */
  readonly mtime?: number;
}

const BLOCK = 512;
const MAX_NAME = 100;
const MAX_PREFIX = 155;

/**
 * Writes a POSIX ustar archive of regular files, owned by root, in the given order. Folders get no entries of
 * their own: whoever unpacks the archive makes them.
 *
 * @throws {RangeError} A path is empty, absolute, leaves the archive, or does not fit (100 bytes, or a prefix of 155 and a name of 100)
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export function writeTar(files: readonly TarFile[], options: TarOptions = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { path, content, mode = 0o644 } of files) {
    const bytes = Buffer.from(content);
    parts.push(header({ path, mode, size: bytes.length, mtime: options.mtime ?? 0 }), bytes, padding(bytes.length));
  }
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

function header(file: { path: string; mode: number; size: number; mtime: number }): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const { prefix, name } = splitPath(file.path);
  block.write(name, 0);
  block.write(octal(file.mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(file.size, 11), 124);
  block.write(octal(file.mtime, 11), 136);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  block.write(octal(0, 7), 329);
  block.write(octal(0, 7), 337);
  block.write(prefix, 345);
  block.write(checksum(block), 148);
  return block;
}

/** The sum of the header's bytes, its own field read as eight spaces. */
function checksum(block: Uint8Array): string {
  const sum = block.reduce((total, byte) => total + byte, 8 * 0x20);
  return `${octal(sum, 6)}\0 `;
}

function octal(value: number, digits: number): string {
  const text = value.toString(8).padStart(digits, "0");
  if (text.length > digits) throw new RangeError(`${value} does not fit in ${digits} octal digits`);
  return text;
}

function splitPath(path: string): { prefix: string; name: string } {
  const unsafe = path.includes("\0") || path.split("/").some((part) => part === "" || part === "." || part === "..");
  if (unsafe) throw new RangeError(`"${path}" is not a relative path of plain names`);
  if (Buffer.byteLength(path) <= MAX_NAME) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= MAX_PREFIX && Buffer.byteLength(name) <= MAX_NAME) return { prefix, name };
  }
  throw new RangeError(`"${path}" is too long for a ustar archive`);
}

function padding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}
