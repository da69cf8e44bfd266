import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GroupedJsonOptions } from "#plugins/mod.ts";

/** What a test may choose. */
export interface QuickOptions {
  readonly jobs?: number;
  /** The options of the report. */
  readonly report?: GroupedJsonOptions;
  readonly level?: number;
  /** How long each finding is. */
  readonly bytes?: number;
}

/**
 * Writes a config whose own processor notes each target that it begins, finds three things in it, and fails where the image
 * is called so. One called `gate` waits until there is a file `open`, or the run is interrupted.
 */
export async function writeConfig(cwd: string, options: QuickOptions = {}): Promise<void> {
  const chosen = { jobs: 1, report: {}, level: 4, bytes: 100, ...options };
  await writeFile(join(cwd, "quick.json"), JSON.stringify(chosen));
  await copyFile(join(import.meta.dirname, "fixtures/quick.config.ts"), join(cwd, "scan.config.ts"));
}

/** Writes the list of images. */
export async function writeImages(cwd: string, images: readonly string[]): Promise<void> {
  await writeFile(join(cwd, "input_images.txt"), images.join("\n"));
}

/** What runs have left in a folder that users do not see: journals, files that were begun. */
export async function listHidden(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => /^\.hullscan|\.tmp$/.test(name));
}
