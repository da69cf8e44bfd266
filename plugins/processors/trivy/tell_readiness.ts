import { resolve } from "node:path";
import type { PreflightContext } from "../../../core/mod.ts";
import { describeDb } from "./db/describe_db.ts";
import { JAVA_DB, VULNERABILITY_DB } from "./db/kinds.ts";
import type { TrivyOptions } from "./options.ts";
import type { Program } from "./program.ts";

/**
 * Tells `scan check` which Trivy it is, and how its databases are.
 *
 * @throws {ScanError} TRIVY_DB_MISSING when none may be downloaded either
 */
export async function tellReadiness(options: TrivyOptions, ctx: PreflightContext, program: Program): Promise<void> {
  const { version = "of an unknown version" } = program.capabilities;
  ctx.note(`Trivy ${version} at "${program.path}"`);
  const cacheDir = resolve(ctx.cwd, options.cacheDir);
  for (const kind of [VULNERABILITY_DB, JAVA_DB]) {
    ctx.note(await describeDb(kind, { cacheDir, offline: options.offline, now: new Date() }));
  }
}
