import { isCancel, multiselect, select } from "@clack/prompts";
import { coreError } from "../../errors/mod.ts";
import { CONFIG_FORMATS, type ConfigFormat, type Starter } from "../composition.ts";

/** What to set up. */
export interface Setup {
  /** Names of pipelines. */
  readonly pipelines: readonly string[];
  readonly format: ConfigFormat;
}

/** What is known before the user is asked. */
export interface AskSetupOptions {
  readonly starters: readonly Starter[];
  /** What is not to be asked any more. */
  readonly given: Partial<Setup>;
  /** What is chosen already when the question appears. */
  readonly defaults: Setup;
}

const FORMAT_HINTS: Readonly<Record<ConfigFormat, string>> = {
  yaml: "plugins by name",
  json: "plugins by name",
  ts: "typed, with plugins of your own",
  js: "with plugins of your own",
};

/**
 * Asks on the terminal what to set up. It is drawn on stderr, as everything that is not a result.
 *
 * @throws {ScanError} ABORTED when the user leaves
 */
export async function askSetup({ starters, given, defaults }: AskSetupOptions): Promise<Setup> {
  const output = process.stderr;
  const pipelines =
    given.pipelines ??
    (await answer(
      multiselect({
        message: "What do you want to scan? (space selects, enter continues)",
        options: starters.map(({ name, hint }) => ({ value: name, label: name, hint })),
        initialValues: [...defaults.pipelines],
        required: true,
        output,
      }),
    ));
  const format =
    given.format ??
    (await answer(
      select({
        message: "Which format should the config have?",
        options: CONFIG_FORMATS.map((value) => ({ value, label: value, hint: FORMAT_HINTS[value] })),
        initialValue: defaults.format,
        output,
      }),
    ));
  return { pipelines, format };
}

async function answer<T>(question: Promise<T>): Promise<Exclude<T, symbol>> {
  const given = await question;
  if (isCancel(given)) throw coreError("ABORTED", { reason: "the questions were left, and nothing was written" });
  return given as Exclude<T, symbol>;
}
