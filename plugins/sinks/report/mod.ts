import { resolve } from "node:path";
import { defineSink } from "../../../core/mod.ts";
import { checkOutput } from "../../lib/formats/check_output.ts";
import { listReports, listWants, reportOptions } from "./options.ts";
import { startWriter } from "./start_writer.ts";

export type { ReportOptions } from "./options.ts";

/**
 * A sink that writes reports in the formats that other tools read, each into a file of its own, all from one scan. They
 * appear under their names when the run has ended. Outcomes go through one at a time: memory does not grow with the run.
 *
 * @example
 * ```ts
 * import { report } from "hullscan/plugins";
 *
 * const sink = report({ csv: "findings.csv", ndjson: true });
 * if (sink.kind !== "sink") throw new Error("not a sink");
 * ```
 *
 * @throws {ScanError} OUTPUT_UNWRITABLE in the preflight
 */
export const report = defineSink({
  name: "report",
  description: "reports in other formats: HTML, JUnit, CSV, Markdown and more",
  options: reportOptions,
  provides: ["artifact"],
  wants: (formats) => listReports(formats).flatMap(({ name }) => listWants(name)),
  async preflight(formats, { run, claim }) {
    for (const { file } of listReports(formats)) {
      const path = resolve(run.outputDir, file);
      claim(path, "writes");
      await checkOutput(path);
    }
  },
  setup(formats, { run, log }) {
    const writers = listReports(formats).map((wanted) => startWriter(wanted, { run, warn: log.warn }));
    return {
      async write(outcome) {
        await Promise.all(writers.map((writer) => writer.add(outcome)));
      },
      async end(summary, ctx) {
        for (const writer of writers) {
          // The report that people ask for by name is another sink's; these are for other tools.
          for (const path of await writer.end(summary)) ctx.artifact(path, { isExtra: true });
        }
      },
      async dispose() {
        for (const writer of writers) await writer.discard();
      },
    };
  },
});
