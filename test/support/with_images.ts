import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDemoRegistry } from "#demo/loopback.ts";
import { inTempFolder } from "./temp_folder.ts";

/** Where a run on a sample image can be started. */
export interface ImagesScene {
  /** A folder with an input_images.txt. */
  readonly cwd: string;
  /** Where Trivy's database is. */
  readonly env: Readonly<Record<string, string>>;
  /** How often something of the database was asked for. */
  countDownloads(): number;
}

/** Runs work in a folder with a list of one sample image from a registry on loopback, and what is named besides. */
export async function withImages(
  work: (scene: ImagesScene) => Promise<void>,
  ...more: readonly string[]
): Promise<void> {
  const demo = await startDemoRegistry();
  try {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "input_images.txt"), [demo.references[0], ...more].join("\n"));
      await work({
        cwd,
        env: { TRIVY_DB_REPOSITORY: demo.dbRepository },
        countDownloads: () => demo.registry.requests.filter(({ path }) => /trivy-db\/blobs/.test(path)).length,
      });
    });
  } finally {
    await demo.close();
  }
}
