import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The temporary folder of one run, for this user only. */
export interface RunFolder {
  readonly path: string;
  /** An empty folder in it. */
  readonly emptyDir: string;
  remove(): Promise<void>;
}

/** Makes the temporary folder of one run, under TMPDIR. */
export async function createRunFolder(): Promise<RunFolder> {
  const path = await mkdtemp(join(tmpdir(), "hullscan-trivy-"));
  const emptyDir = join(path, "empty");
  await mkdir(emptyDir);
  return { path, emptyDir, remove: () => rm(path, { recursive: true, force: true }) };
}
