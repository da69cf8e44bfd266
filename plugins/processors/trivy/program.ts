import type { Exec, ExecResult } from "../../../core/mod.ts";
import type { Capabilities } from "./binary/capabilities.ts";
import { toEnvironment } from "./scan/environment.ts";

/** A Trivy that is ready to be run, and what every run of it needs. */
export interface Program {
  /** Absolute. */
  readonly path: string;
  readonly capabilities: Capabilities;
  readonly exec: Exec;
  /** The environment of this process; what of it a Trivy gets is decided for each run. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths in that environment start from. */
  readonly envCwd: string;
  /** An empty folder: Trivy reads `trivy.yaml`, `.trivyignore` and `trivy-secret.yaml` from where it runs. */
  readonly emptyDir: string;
}

/** One run of Trivy. */
export interface ProgramRun {
  readonly args: readonly string[];
  readonly tmpDir: string;
  /** Whether it may have the user's credentials for image registries. */
  readonly credentials: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly stdoutFile?: string;
  readonly signal?: AbortSignal;
}

/** Runs Trivy in an empty folder and a clean environment. */
export function runProgram(program: Program, run: ProgramRun): Promise<ExecResult> {
  const { args, credentials, tmpDir, settings = {}, ...limits } = run;
  const env = toEnvironment({ from: program.env, cwd: program.envCwd, credentials, tmpDir, settings });
  return program.exec(program.path, args, { ...limits, env, cwd: program.emptyDir });
}
