import { foldSummary } from "#core/kit.ts";
import type { Outcome, Summary } from "#core/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { groupedJson } from "#plugins/mod.ts";
import { type SlackOptions, slack } from "#plugins/sinks/slack/mod.ts";
import { openPlugin, runPluginPreflight } from "#support/open_plugin.ts";
import { makeDone, makeSummary, makeVulnerability } from "#support/outcomes.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { CHANNEL, type FakeSlack, withSlack } from "./start_slack.ts";

/** The severities of an image that is worse than others. */
export const WORST = ["CRITICAL", "HIGH", "HIGH"] as const;

/** A run in small: what the sink is given, besides its options. */
export interface RunSlackOptions extends SlackOptions {
  readonly outcomes?: readonly Outcome[];
  /** What the summary says besides what the outcomes sum up to. */
  readonly summary?: Partial<Summary>;
  readonly cwd?: string;
}

/** Runs the sink over some outcomes, from preflight to end, with a real HTTP service. Gives what it logged and masks. */
export async function runSlack({ outcomes = [], summary, cwd, ...options }: RunSlackOptions) {
  const { ctx, logs, secrets, close } = testContext({ plugin: "slack", ...(cwd && { cwd }) });
  try {
    const plugin = slack(options);
    await runPluginPreflight(plugin, ctx);
    const hooks = await openPlugin(plugin, ctx);
    try {
      const sum = outcomes.reduce<Summary>(
        (before, outcome) => foldSummary(before, { type: "target.finished", pipeline: "remote", outcome }),
        { ...makeSummary(["/reports/report.json"]), emitted: outcomes.length },
      );
      for (const outcome of outcomes) await hooks.write?.(outcome, ctx);
      await hooks.end?.({ ...sum, ...summary }, ctx);
    } finally {
      await hooks.dispose?.();
    }
    return { logs: [...logs], secrets: [...secrets] };
  } finally {
    await close();
  }
}

/** Writes the report of an earlier run. */
export async function writeReport(cwd: string, file: string, outcomes: readonly Outcome[]): Promise<void> {
  const { ctx, close } = testContext({ plugin: "grouped_json", cwd });
  try {
    const hooks = await openPlugin(groupedJson({ file }), ctx);
    for (const outcome of outcomes) await hooks.write?.(outcome, ctx);
    await hooks.end?.(makeSummary(), ctx);
    await hooks.dispose?.();
  } finally {
    await close();
  }
}

/** Runs work with the login of a webhook. */
export function withWebhook(work: (slack: FakeSlack) => Promise<void>): Promise<void> {
  return withSlack((fake) => withEnvironment({ SLACK_WEBHOOK_URL: fake.webhookUrl }, () => work(fake)));
}

/** Runs work with the login of a bot, and the options that go with it. */
export function withBot(work: (fake: FakeSlack, options: SlackOptions) => Promise<void>): Promise<void> {
  return withSlack((fake) =>
    withEnvironment({ SLACK_BOT_TOKEN: fake.token }, () => work(fake, { channel: CHANNEL, apiUrl: fake.apiUrl })),
  );
}

/** The outcome of an image with vulnerabilities of these severities: CVE-2024-0 and so on. */
export function found(image: string, severities: readonly ("CRITICAL" | "HIGH")[], from = 0): Outcome {
  const findings = severities.map((severity, index) => makeVulnerability({ severity, id: `CVE-2024-${from + index}` }));
  return makeDone(findings, { id: `image:${image}`, image });
}
