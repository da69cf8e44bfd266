import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a test may choose. */
export interface QuickOptions {
  readonly jobs?: number;
  /** The options of the report, as they stand in TypeScript. */
  readonly report?: string;
  readonly level?: number;
  /** How long each finding is. */
  readonly bytes?: number;
}

/**
 * Writes a config whose own processor notes each target that it begins, finds three things in it, and fails where the image
 * is called so. One called `gate` waits until there is a file `open`, or the run is interrupted.
 */
export async function writeConfig(cwd: string, options: QuickOptions = {}): Promise<void> {
  const { jobs = 1, report = "", level = 4, bytes = 100 } = options;
  await writeFile(
    join(cwd, "scan.config.ts"),
    `
    import { appendFileSync, existsSync } from "node:fs";
    import { join } from "node:path";
    import { setTimeout as delay } from "node:timers/promises";
    import { defineConfig, defineProcessor } from "hullscan";
    import { groupedJson, imageList, stdoutFilename } from "hullscan/plugins";
    const find = (image, number) => ({
      type: "secret", severity: "HIGH", componentType: "Secret", target: image, typeDetail: "", classDetail: "secret",
      ruleId: "rule-" + number, category: "c", title: "t", startLine: number, endLine: number, match: "*".repeat(${bytes}),
    });
    const quick = defineProcessor({
      name: "quick",
      provides: ["findings"],
      setup: (_options, { cwd }) => ({
        async process({ target: { image } }, { signal }) {
          appendFileSync(join(cwd, "begun.txt"), image + "\\n");
          await delay(20);
          while (image.startsWith("gate") && !signal.aborted && !existsSync(join(cwd, "open"))) await delay(5);
          if (signal.aborted) throw new Error("it was stopped");
          if (image.startsWith("bad")) throw new Error("it is bad");
          return { findings: [1, 2, 3].map((number) => find(image, number)) };
        },
      }),
    });
    export default defineConfig({
      sources: [imageList({ severityLevel: ${level} })],
      processors: [quick()],
      jobs: ${jobs},
      sinks: [groupedJson({ ${report} }), stdoutFilename()],
    });
    `,
  );
}

/** Writes the list of images. */
export async function writeImages(cwd: string, images: readonly string[]): Promise<void> {
  await writeFile(join(cwd, "input_images.txt"), images.join("\n"));
}

/** What runs have left in a folder that users do not see: journals, files that were begun. */
export async function listHidden(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => /^\.hullscan|\.tmp$/.test(name));
}
