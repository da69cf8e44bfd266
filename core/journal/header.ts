import type { FileHandle } from "node:fs/promises";
import type { AppendFile } from "../services/files/append_file.ts";
import { formatOwner, type Owner, parseOwner } from "../services/processes/owner.ts";
import type { Identity } from "./identity.ts";
import { decodeLine, encodeLine } from "./line.ts";
import { readLines } from "./read_lines.ts";

/** The first line of a journal. */
export interface RunLine extends Identity {
  /** When the run began: ISO 8601, UTC. */
  readonly startedAt: string;
}

/** What stands before the outcomes. */
export interface Header {
  readonly run: RunLine;
  /** Who writes the journal; "nobody" after it was closed in order, undefined where the line is damaged. */
  readonly owner: Owner | "nobody" | undefined;
  /** Where the line of the owner begins, and where that of the first outcome does. */
  readonly ownerAt: number;
  readonly end: number;
}

/** The owner changes when a run is resumed: its line is padded, so that it can be written anew in its place. */
const OWNER_LENGTH = 512;
/** No header is longer; what is, is no journal, and not held in memory. */
const MAX_LINE_BYTES = 16_777_216;

/** The header of a new journal, and how it is written. */
export interface NewHeader {
  readonly header: Header;
  readonly bytes: Buffer;
}

/** Makes the header of a new journal. */
export function createHeader(run: RunLine, owner: Owner): NewHeader {
  const first = encodeLine({ kind: "run", key: "-", json: JSON.stringify(run) });
  const bytes = Buffer.concat([first, encodeOwner(owner)]);
  return { header: { run, owner, ownerAt: first.length, end: bytes.length }, bytes };
}

function encodeOwner(owner: Owner | "nobody"): Buffer {
  const text = owner === "nobody" ? owner : formatOwner(owner);
  return encodeLine({ kind: "owner", key: "-", json: JSON.stringify(text).padEnd(OWNER_LENGTH) });
}

/** Reads the header of a journal; undefined where there is none that can be read. */
export async function readHeader(handle: FileHandle): Promise<Header | undefined> {
  const lines = readLines(handle, 0, MAX_LINE_BYTES);
  try {
    const first = (await lines.next()).value;
    const run = first && decodeLine(first.bytes);
    if (run?.kind !== "run") return undefined;
    const { end: ownerAt } = first;
    const second = (await lines.next()).value;
    if (!second) return undefined;
    const line = decodeLine(second.bytes);
    const owner = line?.kind === "owner" ? parseOwnerText(JSON.parse(line.json)) : undefined;
    return { run: JSON.parse(run.json), owner, ownerAt, end: second.end };
  } finally {
    await lines.return(undefined);
  }
}

function parseOwnerText(text: string): Owner | "nobody" | undefined {
  return text === "nobody" ? text : parseOwner(text);
}

/** Puts another owner into a journal. */
export async function writeOwner(
  file: FileHandle | AppendFile,
  { ownerAt }: Header,
  owner: Owner | "nobody",
): Promise<void> {
  const bytes = encodeOwner(owner);
  if ("overwrite" in file) return file.overwrite(bytes, ownerAt);
  await file.write(bytes, 0, bytes.length, ownerAt);
  await file.datasync();
}
