import type { PluginContext } from "../../../../core/mod.ts";
import type { TrivyOptions } from "../options.ts";
import type { Diagnosis } from "../program/failure/diagnose.ts";
import type { Program } from "../program/program.ts";
import { JAVA_DB, VULNERABILITY_DB } from "./kinds.ts";
import type { PrepareOptions } from "./prepare_databases.ts";
import { toRepositories } from "./repositories.ts";

/** How long to wait for a database's registry that has had enough, in milliseconds: three times, then no more. */
const RATE_LIMIT_WAITS_MS = [10_000, 30_000, 60_000];

/** What looks after the databases, and for whom. */
export interface PrepareContext {
  readonly ctx: PluginContext;
  readonly program: Program;
  /** Absolute. */
  readonly cacheDir: string;
  readonly diagnosis: Diagnosis;
}

/** What the options of the plugin say about the databases. */
export function toPrepareOptions(
  options: TrivyOptions,
  { ctx, program, cacheDir, diagnosis }: PrepareContext,
): PrepareOptions {
  const { offline, strict, minDbBytes, dbRepository, javaDbRepository } = options;
  const { env } = program;
  return {
    program,
    cacheDir,
    offline,
    strict,
    minDbBytes,
    repositories: {
      vulnerability: toRepositories(VULNERABILITY_DB, { option: dbRepository, env }),
      Java: toRepositories(JAVA_DB, { option: javaDbRepository, env }),
    },
    log: ctx.log,
    signal: ctx.signal,
    diagnose: diagnosis.ofDatabase,
    rateLimitWaitsMs: RATE_LIMIT_WAITS_MS,
    now: () => new Date(),
  };
}
