import { dirname } from "node:path";
import { openAtomicFile, removeAbandonedFiles } from "../../../core/kit.ts";
import { defineSink } from "../../../core/mod.ts";
import { checkOutput, toElement } from "../../lib/formats/mod.ts";
import { createSpool } from "../../lib/formats/spool.ts";
import { createArrayWriter, formatElement } from "./array_writer.ts";
import { createListOrder } from "./list_order.ts";
import { type GroupedJsonSettings, groupedJsonOptions } from "./options.ts";
import { toReportPath } from "./report_path.ts";

export type { GroupedJsonOptions } from "./options.ts";

/**
 * A sink that writes the report: a JSON array with one object per target, findings grouped by component type and
 * severity. It appears under its final name when the run has ended; memory holds one element at a time. In the order of the list,
 * what finishes before its turn waits on the disk.
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
      opened ??= openReport(toReportPath(options.file, run), options);
      return opened;
    };
    return {
      async write(outcome) {
        const { add } = await open();
        await add(outcome.position, formatElement(toElement(outcome, options), options));
      },
      async end(_summary, ctx) {
        const { file, end } = await open();
        await end();
        ctx.artifact(await file.commit({ ifTaken: options.file === undefined ? "number" : "replace" }));
        opened = undefined;
      },
      async dispose() {
        const report = await opened?.catch(() => undefined);
        await report?.spool.close();
        await report?.file.discard();
      },
    };
  },
});

async function openReport(path: string, { indent, order }: GroupedJsonSettings) {
  await removeAbandonedFiles(dirname(path));
  const file = await openAtomicFile(path, { mode: 0o600 });
  const array = createArrayWriter((text) => file.write(text), { indent });
  const spool = createSpool(path);
  const listOrder = createListOrder(array.add, spool);
  return {
    file,
    spool,
    add: (position: number | undefined, text: string) => listOrder.add(order === "list" ? position : undefined, text),
    async end() {
      await listOrder.end();
      await array.end();
      await spool.close();
    },
  };
}
