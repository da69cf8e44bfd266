import { basename } from "node:path";
import { endProcesses } from "../../../../core/mod.ts";

/** How the names of runs' temporary folders begin. */
export const RUN_FOLDER_PREFIX = "hullscan-trivy-";

/**
 * Ends what a run that was killed has left running: the processes whose TMPDIR lies in its temporary folder. Call it
 * only where the owner of that folder is gone. What others may have written in its place ends nothing.
 */
export async function endOrphans(tempDir: string): Promise<void> {
  if (!basename(tempDir).startsWith(RUN_FOLDER_PREFIX)) return;
  await endProcesses(({ environment }) => environment.some((variable) => variable.startsWith(`TMPDIR=${tempDir}/`)));
}
