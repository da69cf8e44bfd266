import { endProcesses } from "../../../../core/mod.ts";

/**
 * Ends what a run that was killed has left running: the processes whose TMPDIR lies in its temporary folder. Call it
 * only where the owner of that folder is gone.
 */
export async function endOrphans(tempDir: string): Promise<void> {
  await endProcesses(({ environment }) => environment.some((variable) => variable.startsWith(`TMPDIR=${tempDir}/`)));
}
