import { type TestContext, testContext } from "#core/testing/mod.ts";
import { type SimulatedDtr, type StartDtrOptions, startDtr } from "#demo/dtr/mod.ts";

/** A simulated DTR, and a context for plugins that use it; its login is in this process's environment. */
export interface DtrBench extends TestContext {
  readonly dtr: SimulatedDtr;
  /** The requests that were made so far: `GET /api/v0/repositories/dev`. */
  requests(): readonly string[];
  /** The scans that were begun so far: `dev/app:1.0 linux/amd64`. */
  scans(): readonly string[];
}

/** Runs work with a simulated DTR, and leaves nothing behind. */
export async function withDtrBench(
  options: StartDtrOptions,
  work: (bench: DtrBench) => Promise<void>,
  context: { readonly cwd?: string; readonly startedAt?: Date; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const dtr = await startDtr(options);
  const bench = testContext({ plugin: "tested", ...context });
  const { DTR_USER, DTR_TOKEN } = process.env;
  Object.assign(process.env, { DTR_USER: dtr.login.user, DTR_TOKEN: dtr.login.token });
  try {
    await work({
      ...bench,
      dtr,
      requests: () => dtr.requests.map(({ method, path }) => `${method} ${path}`),
      scans: () => listScans(dtr),
    });
  } finally {
    for (const [name, value] of Object.entries({ DTR_USER, DTR_TOKEN })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await bench.close();
    await dtr.close();
  }
}

/** The scans that were begun in a simulated DTR, in words. */
export function listScans({ scans }: Pick<SimulatedDtr, "scans">): readonly string[] {
  return scans.map(
    ({ namespace, repository, tag, os, architecture }) => `${namespace}/${repository}:${tag} ${os}/${architecture}`,
  );
}
