import { dirname } from "node:path";
import { defineSink, openAtomicFile, removeAbandonedFiles } from "../../../core/mod.ts";
import { checkOutput, toElement } from "../_report/mod.ts";
import { createArrayWriter } from "./array_writer.ts";
import { groupedJsonOptions } from "./options.ts";
import { toReportPath } from "./report_path.ts";

export type { GroupedJsonOptions } from "./options.ts";

/**
 * A sink that writes the report: a JSON array with one object per target, findings grouped by component type and
 * severity. It appears under its final name when the run has ended; memory holds one element at a time.
 *
 * @example
 * ```ts
 * import { groupedJson } from "hullscan/plugins";
 *
 * const sink = groupedJson({ details: true });
 * if (sink.kind !== "sink") throw new Error("not a sink");
 * ```
 *
 * @throws {ScanError} OUTPUT_UNWRITABLE in the preflight
 */
export const groupedJson = defineSink({
  name: "grouped_json",
  description: "the report: one JSON file",
  options: groupedJsonOptions,
  provides: ["artifact"],
  async preflight({ file }, { run, claim }) {
    const path = toReportPath(file, run);
    // Without a name of its own, it takes one that is free.
    if (file !== undefined) claim(path, "writes");
    await checkOutput(path);
  },
  setup(options, { run }) {
    let opened: ReturnType<typeof openReport> | undefined;
    const open = () => {
      opened ??= openReport(toReportPath(options.file, run), { indent: options.indent });
      return opened;
    };
    return {
      async write(outcome) {
        const { array } = await open();
        await array.add(toElement(outcome, { details: options.details }));
      },
      async end(_summary, ctx) {
        const { file, array } = await open();
        await array.end();
        ctx.artifact(await file.commit({ ifTaken: options.file === undefined ? "number" : "replace" }));
        opened = undefined;
      },
      async dispose() {
        const report = await opened?.catch(() => undefined);
        await report?.file.discard();
      },
    };
  },
});

async function openReport(path: string, { indent }: { indent: number }) {
  await removeAbandonedFiles(dirname(path));
  const file = await openAtomicFile(path, { mode: 0o600 });
  return { file, array: createArrayWriter((text) => file.write(text), { indent }) };
}
