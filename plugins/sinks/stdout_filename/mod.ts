import { showPath } from "../../../core/kit.ts";
import { defineSink } from "../../../core/mod.ts";
import { writeText } from "./write_text.ts";

/**
 * A sink that prints the names of the finished files, one a line, and nothing else to stdout, for scripts that take
 * them from there. Files that stand beside a report (`report()` makes such) are named only where there is no report. A file under the current folder is printed relative to it, others by their absolute path.
 *
 * @example
 * ```ts
 * import { stdoutFilename } from "hullscan/plugins";
 *
 * if (stdoutFilename().kind !== "sink") throw new Error("not a sink");
 * ```
 */
export const stdoutFilename = defineSink({
  name: "stdout_filename",
  description: "prints the report's filename",
  needs: ["artifact"],
  provides: ["stdout"],
  setup: () => ({
    async end({ artifacts, extraArtifacts }) {
      const cwd = process.cwd();
      const files = artifacts.length > 0 ? artifacts : extraArtifacts;
      const lines = files.map((path) => `${showPath(path, cwd)}\n`);
      if (lines.length > 0) await writeText(process.stdout, lines.join(""));
    },
  }),
});
