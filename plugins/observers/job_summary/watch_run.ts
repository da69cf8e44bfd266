import { concatMap, type Observable } from "rxjs";
import { printable, toFileReason } from "../../../core/kit.ts";
import type { Outcome, PluginContext, ScanEvent, Summary } from "../../../core/mod.ts";
import { createChannel } from "../../lib/formats/channel.ts";
import { formatMarkdown } from "../../lib/formats/markdown.ts";
import { toCode } from "../../lib/formats/markdown_code.ts";
import { appendToSummary, measureSummary } from "./append_to_summary.ts";

/** What the summary of a job is written with. */
export interface WatchRunOptions {
  /** From the current folder. */
  readonly file: string;
  readonly maxBytes: number;
  readonly ctx: PluginContext;
}

/** Errors of a run that stand above its tables: the gate's are among them. */
const MAX_ERRORS = 20;
/** Room for the title and those lines. */
const HEAD_BYTES = 8000;
/** No page is made for less room. */
const MIN_BYTES = 2000;

/** Watches a run to its end and appends its result to the summary of the job. Never rejects: it warns. */
export async function watchRun(
  events$: Observable<ScanEvent>,
  { file, maxBytes, ctx }: WatchRunOptions,
): Promise<void> {
  const { log, run } = ctx;
  const channel = createChannel<Outcome>();
  const errors: string[] = [];
  let isDryRun = false;
  let last: Summary | undefined;

  async function formatPage(): Promise<string> {
    const room = maxBytes - HEAD_BYTES - (await measureSummary(file));
    const options = { maxBytes: Math.max(room, MIN_BYTES) };
    const warn = (message: string) => log.warn(`Summary of the job: ${message}`);
    const summary = () => last as Summary;
    let text = "";
    for await (const piece of formatMarkdown(channel, { run, options, summary, warn, version: "", path: file }))
      text += piece;
    return text;
  }

  async function take(event: ScanEvent): Promise<void> {
    if (event.type === "run.started") isDryRun = event.dryRun;
    if (event.type === "run.finished") last = event.summary;
    if (event.type === "log" && event.level === "error" && errors.length < MAX_ERRORS) errors.push(event.message);
    if (event.type === "target.finished") await channel.push(event.outcome);
  }

  const page = formatPage();
  page.catch((error: unknown) => channel.abandon(error));
  try {
    await events$.pipe(concatMap(take)).forEach(() => {});
    if (isDryRun || last === undefined) return channel.close(new Error("there is nothing to write"));
    channel.close();
    const head = [`## hullscan: ${toCode(run.label)}`, ...errors.map((error) => `**Error:** ${toCode(error)}`)];
    await appendToSummary(file, `${head.join("\n\n")}\n\n${await page}`, maxBytes);
  } catch (error) {
    log.warn(`Cannot write the summary of the job, "${file}": ${printable(toFileReason(error))}`);
  }
}
