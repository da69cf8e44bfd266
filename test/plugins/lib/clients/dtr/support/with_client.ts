import { createHttp, createRedactor } from "#core/services/mod.ts";
import { type SimulatedDtr, type StartDtrOptions, startDtr } from "#demo/dtr/mod.ts";
import { type DtrClient, type OpenDtrOptions, openDtr } from "#plugins/lib/clients/dtr/mod.ts";
import { recordLog } from "#support/plugin_context.ts";

/** What a test of the client gets. */
export interface ClientTools {
  readonly dtr: SimulatedDtr;
  readonly client: DtrClient;
  /** The log so far: `warn: ...`. */
  readonly logs: readonly string[];
  /** Masks what the client has told to be a secret, as a run does. */
  mask(text: string): string;
  /** Opens one more client of the same run, with the same options. */
  open(): Promise<DtrClient>;
  /** Fires as the run's signal does. */
  readonly run: AbortController;
}

/** What a test may choose. */
export interface WithClientOptions {
  readonly dtr?: Partial<StartDtrOptions>;
  readonly client?: Partial<OpenDtrOptions>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs work with a simulated DTR and a client of its own, whose repetitions come soon. */
export async function withClient(
  { dtr: dtrOptions, client: clientOptions, env = {} }: WithClientOptions,
  work: (tools: ClientTools) => Promise<void>,
): Promise<void> {
  const dtr = await startDtr({ contents: CONTENTS, ...dtrOptions });
  const run = new AbortController();
  const { http, close } = createHttp({ minDelayMs: 1, maxDelayMs: 5_000, env: {}, signal: run.signal });
  const { lines: logs, log } = recordLog();
  const { mask, add: addSecret } = createRedactor({});
  try {
    const context = { http, log, signal: run.signal, addSecret, env: { SSL_CERT_FILE: "/does/not/exist", ...env } };
    const open = () => openDtr({ url: dtr.url, ...dtr.login, ...clientOptions }, context);
    const client = await open();
    await work({ dtr, client, open, logs, mask, run });
    client.close();
  } finally {
    await close();
    await dtr.close();
  }
}

/** One namespace with an image for two platforms, an artifact that is none, and 25 tags. */
const CONTENTS = {
  acme: {
    app: {
      tags: {
        "1.0": [{ scan: { status: 6, completedAt: "2018-07-02T16:38:26.235343783Z", critical: 2, major: 5 } }],
        "2.0": [{ platform: "linux/amd64" }, { platform: "linux/arm64", scan: { status: 3, shouldRescan: true } }],
        chart: [{ platform: "" }],
      },
    },
    shown: { access: "read", tags: { "1.0": [{}] } },
    many: { tags: Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`t${index}`, [{}]])) },
    none: { tags: {} },
  },
  empty: {},
} as const satisfies StartDtrOptions["contents"];

export const APP = { namespace: "acme", name: "app" } as const;
export const TAG = { namespace: "acme", repository: "app", tag: "1.0" } as const;
export const SCAN = { ...TAG, os: "linux", architecture: "amd64" } as const;

/** All items of a list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
