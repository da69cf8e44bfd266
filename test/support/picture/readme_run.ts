import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runShell } from "../run_shell.ts";
import { inTempFolder } from "../temp_folder.ts";

const COMMAND = "npx hullscan --mode remote";

/** The picture in README. */
export const PICTURE = join(import.meta.dirname, "../../../docs/terminal.svg");

/** The lines of a real run, as a terminal shows them: three sample images, and one that is not there. */
export async function captureRun(): Promise<readonly string[]> {
  const demo = await startDemoRegistry();
  let shown: readonly string[] = [];
  try {
    await inTempFolder(async (cwd) => {
      const [debian = "", , node = "", leaky = ""] = demo.references;
      const lines = ["severity=HIGH", debian, node, leaky, debian.replace(/:1\.0$/, ":9.9")];
      await writeFile(join(cwd, "input_images.txt"), `${lines.join("\n")}\n`);
      const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, FORCE_COLOR: "1" };
      const { stdout, code } = await runShell(`unset NO_COLOR; ${COMMAND} 2>&1`, { cwd, env });
      shown = [prompt(COMMAND), ...stdout.trimEnd().split("\n"), prompt("echo $?"), String(code)];
    });
  } finally {
    await demo.close();
  }
  return shown;
}

function prompt(command: string): string {
  return `\u001b[32m$\u001b[39m \u001b[1m${command}\u001b[22m`;
}
