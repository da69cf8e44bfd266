import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { formatOwner, isAlive, loadOwner, parseOwner } from "../../../../core/mod.ts";

const markSchema = z.object({
  /** The process, as one word. */
  owner: z.string(),
  /** The folder that all temporary folders of its children lie in. */
  tempDir: z.string(),
});

type ProcessMark = z.output<typeof markSchema>;

const FILE = "owner.json";

/** Says in a folder that it belongs to this process, and where the children of this run have their temporary folders. */
export async function writeMark(folder: string, tempDir: string): Promise<void> {
  const mark: ProcessMark = { owner: formatOwner(await loadOwner()), tempDir };
  await writeFile(join(folder, FILE), JSON.stringify(mark));
}

/** Who a folder belongs to. */
export interface MarkedOwner extends Pick<ProcessMark, "tempDir"> {
  /** Undefined where that cannot be known: of another machine, of another container. */
  readonly isAlive: boolean | undefined;
}

/** The owner of a folder; undefined where it has no mark. */
export async function findOwner(folder: string): Promise<MarkedOwner | undefined> {
  const mark = await loadMark(folder);
  const owner = mark === undefined ? undefined : parseOwner(mark.owner);
  if (mark === undefined || owner === undefined) return undefined;
  return { tempDir: mark.tempDir, isAlive: await isAlive(owner, await loadOwner()) };
}

/** The owner of a folder, if that process has ended for certain. */
export async function findGoneOwner(folder: string): Promise<MarkedOwner | undefined> {
  const owner = await findOwner(folder);
  return owner?.isAlive === false ? owner : undefined;
}

async function loadMark(folder: string): Promise<ProcessMark | undefined> {
  try {
    return markSchema.parse(JSON.parse(await readFile(join(folder, FILE), "utf8")));
  } catch {
    return undefined;
  }
}
