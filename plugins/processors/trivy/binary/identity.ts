import { realpath } from "node:fs/promises";
import { toStamp } from "../db/seal.ts";
import type { Program } from "../program.ts";

/** Says which Trivy a program is: by its release, or, of a build that tells none, by its file. */
export async function toIdentity({ path, capabilities }: Pick<Program, "path" | "capabilities">): Promise<string> {
  return capabilities.version ?? (await toFileIdentity(await realpath(path)));
}

/** Says which file a program is: by its path, and by what changes whenever it is replaced or written to. */
export async function toFileIdentity(path: string): Promise<string> {
  return `${path} ${await toStamp(path)}`;
}
