import { resolve } from "node:path";
import type { PreflightContext } from "../../../core/mod.ts";
import { checkCacheDir } from "./databases/check_cache_dir.ts";
import { describeDb } from "./databases/describe_db.ts";
import { type DbKind, JAVA_DB, VULNERABILITY_DB } from "./databases/kinds.ts";
import { findUnreachable, listRepositories } from "./databases/repositories.ts";
import { trivyError } from "./errors.ts";
import { chooseIsolation } from "./isolation/choose_isolation.ts";
import type { TrivyOptions } from "./options.ts";
import { rememberAnswers } from "./program/binary/remember_answers.ts";
import { loadProgram } from "./program/load_program.ts";
import type { Program } from "./program/program.ts";
import { createRunFolder } from "./program/run_folder.ts";
import { openCache } from "./scan/open_cache.ts";
import { buildScanSettings } from "./scan/scan_settings.ts";
import { findIgnoreFileWarning } from "./warnings.ts";

/** Checks that there is a Trivy, one that can be trusted, and room for its databases. Downloads nothing. */
export async function preflight(options: TrivyOptions, ctx: PreflightContext): Promise<void> {
  if (options.ignoreFile !== undefined || options.vex !== undefined) {
    // Most runs have no such file, and start without what reads it.
    await (await import("../../lib/ignore_files/check_ignore_files.ts")).checkIgnoreFiles(options, ctx);
  }
  if (!options.offline) await checkCacheDir(resolve(ctx.cwd, options.cacheDir));
  const folder = await createRunFolder();
  try {
    const answers = rememberAnswers(openCache(options, ctx), { mayKeep: false, run: ctx.run });
    const program = await loadProgram(options, ctx, { ...folder, answers });
    const { capabilities } = program;
    chooseIsolation(options, capabilities);
    buildScanSettings(options, capabilities);
    if (ctx.isThorough) await reportReadiness(options, ctx, program);
  } finally {
    await folder.remove();
  }
}

/**
 * Reports to `scan check` which Trivy it is, how its databases are, and whether those that a run wants can be had.
 *
 * @throws {ScanError} TRIVY_DB_MISSING, TRIVY_DB_DOWNLOAD, TRIVY_DB_STALE where a run could not start; REGISTRY_CA,
 * ABORTED
 */
async function reportReadiness(options: TrivyOptions, ctx: PreflightContext, program: Program): Promise<void> {
  const { version = "of an unknown version" } = program.capabilities;
  ctx.note(`Trivy ${version} at "${program.path}"`);
  const ignoreFileWarning = await findIgnoreFileWarning(options, ctx);
  if (ignoreFileWarning !== undefined) ctx.note(ignoreFileWarning);
  await reportDb(VULNERABILITY_DB, options.dbRepository, { options, ctx, program });
  await reportDb(JAVA_DB, options.javaDbRepository, { options, ctx, program });
}

interface ReportParts {
  readonly options: TrivyOptions;
  readonly ctx: PreflightContext;
  readonly program: Program;
}

async function reportDb(kind: DbKind, option: TrivyOptions["dbRepository"], parts: ReportParts): Promise<void> {
  const { options, ctx, program } = parts;
  const { offline, strict, minDbBytes } = options;
  const { env } = program;
  const cacheDir = resolve(ctx.cwd, options.cacheDir);
  const minBytes = kind === VULNERABILITY_DB ? minDbBytes : undefined;
  const { fact, age, wants } = await describeDb(kind, { cacheDir, offline, strict, minBytes, now: new Date() });
  ctx.note(fact);
  if (wants === undefined) return;
  const reason = await findUnreachable(kind, ctx, { repositories: listRepositories(kind, { option, env }), env });
  if (reason === undefined) return;
  const error = trivyError("TRIVY_DB_DOWNLOAD", { database: kind.name, attempts: reason });
  if (wants === "download" && kind === VULNERABILITY_DB) throw error;
  if (age !== undefined && strict) throw trivyError("TRIVY_DB_STALE", { database: kind.name, age, reason });
  const isNamed = option !== undefined || Boolean(env[kind.repositoryVariable]);
  // Few images need the one for Java: where nobody has named a repository, that it cannot be had may not matter.
  if (kind === JAVA_DB && !isNamed) ctx.note(`${error.message}. Images with Java archives would fail`);
  else ctx.foresee(error);
}
