import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { groupedJson, stdoutFilename } from "../../plugins/mod.ts";
import { remote } from "../remote.ts";
import { startDemoRegistry } from "./loopback.ts";
import { sampleImages } from "./sample_images.ts";

/**
 * Sets the stage for the demo: a loopback registry with sample images and a sample database, and a list that names
 * them. The pipeline is the ordinary one; nothing in it knows that this is a demo. `close` stops the registry and removes the folder.
 */
export async function openDemo() {
  const { references, dbRepository, close } = await startDemoRegistry();
  const cwd = await mkdtemp(join(tmpdir(), "hullscan-demo-"));
  await writeFile(join(cwd, "input_images.txt"), ["severity=1", ...references, ""].join("\n"));
  return {
    config: {
      pipelines: { demo: remote({ trivy: { dbRepository } }) },
      sinks: [groupedJson(), stdoutFilename()],
    },
    cwd,
    before: [
      "A demo of hullscan: a registry on this machine serves small sample images and a sample vulnerability database,",
      "and the ordinary pipeline (image list -> Trivy -> JSON report) scans them. Nothing leaves this machine.",
      "",
      ...sampleImages().map(({ about }, index) => `  ${references[index]}  ${about}`),
    ],
    after: [
      "The same on images of your own: write their references into input_images.txt, one a line, then run",
      "",
      "  npx scan --mode remote",
    ],
    async close() {
      await close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}
