import { severityOf } from "../../../core/kit.ts";
import { defineSource } from "../../../core/mod.ts";
import {
  checkList,
  createRepetitionLog,
  loadListSettings,
  readEntries,
  tellList,
  toListFile,
} from "../../lib/list_file/mod.ts";
import { dockerfileListOptions } from "./options.ts";
import { toTarget } from "./to_target.ts";

export type { DockerfileListOptions } from "./options.ts";

const EXAMPLE = ["# What to build and scan", "severity=4", "app/Dockerfile", "services/web/Dockerfile.prod"];

/**
 * A source of Dockerfiles: a text file with one path a line, which starts at the folder of the config, or of the run
 * where there is none. The list is read line by line; memory holds the paths that were seen.
 *
 * @example
 * ```ts
 * import { dockerfileList } from "hullscan/plugins";
 *
 * const source = dockerfileList({ file: "input_images_files.txt" });
 * if (source.kind !== "source") throw new Error("not a source");
 * ```
 *
 * @throws {ScanError} LIST_NOT_FOUND in the preflight; LIST_EMPTY in that of `scan check`
 * @throws {ScanError} LIST_UNREADABLE
 */
export const dockerfileList = defineSource({
  name: "dockerfile_list",
  description: "Dockerfiles from a text file",
  options: dockerfileListOptions,
  provides: ["dockerfile"],
  async preflight(options, ctx) {
    const { cwd, plugin } = ctx;
    const file = toListFile(options.file, cwd);
    ctx.claim(file.path, "reads");
    await checkList(file, { example: EXAMPLE });
    if (!ctx.isThorough) return;
    const { severityLevel } = options;
    await tellList(file, {
      ctx,
      noun: "Dockerfile",
      severityLevel,
      toTarget: (entry) => toTarget(entry, { file, minSeverity: severityOf(severityLevel), cwd, plugin }),
    });
  },
  async setup(options, { plugin, cwd, log, signal }) {
    const file = toListFile(options.file, cwd);
    const { minSeverity, count } = await loadListSettings(file, {
      severityLevel: options.severityLevel,
      log,
      signal,
    });
    return {
      count: () => count,
      async *targets() {
        const repetitions = createRepetitionLog(file, log);
        for await (const entry of readEntries(file, repetitions)) {
          yield await toTarget(entry, { file, minSeverity, cwd, plugin });
        }
        repetitions.end();
      },
    };
  },
});
