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

/**
 * The owner of a folder, if that process has ended. Where that cannot be known for certain (no mark, another machine,
 * another container), it is not taken for ended.
 */
export async function findGoneOwner(folder: string): Promise<{ readonly tempDir: string } | undefined> {
  const mark = await loadMark(folder);
  const owner = mark === undefined ? undefined : parseOwner(mark.owner);
  if (owner === undefined) return undefined;
  return (await isAlive(owner, await loadOwner())) === false ? mark : undefined;
}

async function loadMark(folder: string): Promise<ProcessMark | undefined> {
  try {
    return markSchema.parse(JSON.parse(await readFile(join(folder, FILE), "utf8")));
  } catch {
    return undefined;
  }
}
