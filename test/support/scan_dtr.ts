import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NEVER_SCANNED, type SimulatedDtr, type StartDtrOptions, startDtr } from "#demo/dtr/mod.ts";
import { type CliResult, runCli } from "./cli.ts";
import { inTempFolder } from "./temp_folder.ts";

/** Who may use the DTR. */
export const LOGIN = { user: "ann", token: "a-very-secret-token" };
const DAY_MS = 86_400_000;

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().replace("Z", "123456Z");
}

const CONTENTS: StartDtrOptions["contents"] = {
  dev: {
    api: {
      tags: {
        "1.0": [{ scan: { completedAt: daysAgo(3) } }],
        "1.1": [{ scan: { completedAt: daysAgo(30) } }],
        "2.0": [
          { scan: NEVER_SCANNED },
          { platform: "linux/arm64", scan: { completedAt: daysAgo(1), shouldRescan: true } },
        ],
      },
    },
    empty: { tags: {} },
  },
  ops: { proxy: { tags: { busy: [{ scan: { status: 5, completedAt: daysAgo(30) } }] } } },
};
/** What is to be scanned of those with `--days 15`. */
export const ALL_SCANS = ["dev/api:1.1 linux/amd64", "dev/api:2.0 linux/amd64", "dev/api:2.0 linux/arm64"];

/** A simulated DTR, and a folder with a namespaces file for it. */
export interface ScanDtrBench {
  readonly dtr: SimulatedDtr;
  readonly cwd: string;
  /** Runs `scan dtr` with the login in the environment. */
  run(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
}

/** Runs work with a simulated DTR and the program; the token must never be seen in what the program tells. */
export async function withScanDtr(
  work: (bench: ScanDtrBench) => Promise<void>,
  options: Partial<StartDtrOptions> = {},
): Promise<void> {
  const dtr = await startDtr({ contents: CONTENTS, login: LOGIN, ...options });
  try {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "namespaces.yaml"), "Namespaces:\n  - dev\n  - ops\n");
      const login = { DTR_USER: LOGIN.user, DTR_TOKEN: LOGIN.token, DTR_URL: dtr.url };
      await work({
        dtr,
        cwd,
        async run(args = [], env = login) {
          const result = await runCli(["dtr", ...args], { cwd, env });
          const files = await readdir(cwd);
          assert.ok(!`${result.stdout}${result.stderr}${files}`.includes(LOGIN.token), "the token was told");
          return result;
        },
      });
    });
  } finally {
    await dtr.close();
  }
}

/** How many POSTs a DTR was sent. */
export function countPosts({ requests }: SimulatedDtr): number {
  return requests.filter(({ method }) => method === "POST").length;
}

/** A page's block for the DTR that it does not know of: with its address and token. */
export function forDtr<F extends { readonly code: string }>(fence: F, { url }: Pick<SimulatedDtr, "url">): F {
  const code = fence.code
    .replaceAll("https://dtr.example.com", url)
    .replace("DTR_TOKEN=...", `DTR_TOKEN=${LOGIN.token}`);
  return { ...fence, code };
}
