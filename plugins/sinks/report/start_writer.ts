import { resolve } from "node:path";
import type { RunInfo } from "../../../core/kit.ts";
import type { Outcome, Summary } from "../../../core/mod.ts";
import { createChannel } from "../../lib/formats/channel.ts";
import { FORMATS } from "../../lib/formats/formats.ts";
import { writeReport } from "../../lib/formats/write_report.ts";
import type { WantedReport } from "./options.ts";

/** What a writer works with. */
export interface WriterContext {
  readonly run: RunInfo;
  readonly warn: (message: string) => void;
}

/** Writes one report while the run goes on. */
export interface Writer {
  /** Hands an outcome over. Rejects when the report cannot be written. */
  add(outcome: Outcome): Promise<void>;
  /** Completes the report. Returns the absolute paths of its files. */
  end(summary: Summary): Promise<readonly string[]>;
  /** Removes a report that is not complete. */
  discard(): Promise<void>;
}

/** Starts a report: its format pulls the outcomes that {@linkcode Writer.add} hands over. */
export function startWriter({ name, file, options }: WantedReport, { run, warn }: WriterContext): Writer {
  const channel = createChannel<Outcome>();
  let ended: Summary | undefined;
  const summary = () => {
    if (ended === undefined) throw new TypeError("The summary is there after the last outcome");
    return ended;
  };
  const path = resolve(run.outputDir, file);
  const written = FORMATS[name]
    .load()
    .then((format) => writeReport(format, channel, { run, options, path, summary, warn }));
  written.catch((error: unknown) => channel.abandon(error));
  return {
    add: (outcome) => channel.push(outcome),
    async end(last) {
      ended = last;
      channel.close();
      return (await written).commit();
    },
    async discard() {
      channel.close(new Error("the run broke"));
      const report = await written.catch(() => undefined);
      await report?.discard();
    },
  };
}
