import { statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import type { Capabilities } from "./capabilities.ts";

/** A Trivy: where it is, and what it can do. */
interface KnownBinary {
  readonly path: string;
  readonly capabilities: Pick<Capabilities, "version">;
}

/** Says which Trivy a program is: by its release, or, of a build that prints none, by its file. */
export async function loadIdentity({ path, capabilities }: KnownBinary): Promise<string> {
  return capabilities.version ?? (await loadFileIdentity(await realpath(path)));
}

/** Says which file a program is: by its path, and by what changes whenever it is replaced or written to. */
export async function loadFileIdentity(path: string): Promise<string> {
  return `${path} ${await loadStamp(path)}`;
}

/** What of a file changes whenever somebody writes to it or replaces it; nothing where there is none. */
export async function loadStamp(path: string): Promise<string | undefined> {
  // Asked for several times with each image: at once, it takes a tenth of what the way through other threads does.
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join("-");
}
