import process from "node:process";
import type { PluginContext } from "../../../../core/mod.ts";
import { createLoginHandOver } from "../../../lib/clients/registry/mod.ts";
import type { RunFolder } from "../../../lib/scanning/run_folder.ts";
import type { TrivyOptions } from "../options.ts";
import { findBinary } from "./binary/find_binary.ts";
import { type Answers, loadCapabilities } from "./binary/load_capabilities.ts";
import { buildEnvironment } from "./environment.ts";
import { createKnownFlags } from "./flags/known_flags.ts";
import type { Program } from "./program.ts";

/** What the program is asked with, in the folders of this run. */
export interface LoadProgramOptions extends Pick<RunFolder, "path" | "emptyDir"> {
  /** What it has answered before. @default Nothing: it is asked */
  readonly answers?: Answers | undefined;
}

/**
 * Finds Trivy and asks it what it can do.
 *
 * @throws {ScanError} TRIVY_NOT_FOUND, TRIVY_COMPROMISED, TRIVY_UNUSABLE, ABORTED
 */
export async function loadProgram(
  options: TrivyOptions,
  ctx: PluginContext,
  { path: tmpDir, emptyDir, answers }: LoadProgramOptions,
): Promise<Program> {
  const env = { ...process.env, ...(options.insecure && { TRIVY_INSECURE: "true" }) };
  const envCwd = process.cwd();
  const binary = await findBinary({ binary: options.binary, cwd: ctx.cwd, envCwd, env });
  const ownEnv = buildEnvironment({ from: env, cwd: envCwd, credentials: false, tmpDir });
  const capabilities = await loadCapabilities(binary, { exec: ctx.exec, env: ownEnv, cwd: emptyDir, answers });
  const flags = createKnownFlags(ctx.log);
  ctx.log.debug(`Using Trivy ${capabilities.version ?? "of an unknown version"} at "${binary.path}" (${binary.from})`);
  const handOverLogin = createLoginHandOver({ env, addSecret: ctx.addSecret });
  return { path: binary.path, capabilities, exec: ctx.exec, env, envCwd, emptyDir, handOverLogin, flags };
}
