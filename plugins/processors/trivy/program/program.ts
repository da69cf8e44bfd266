import { open } from "node:fs/promises";
import type { Exec, ExecResult } from "../../../../core/kit.ts";
import type { HandOverLogin } from "../../../lib/clients/registry/mod.ts";
import type { Capabilities } from "./binary/capabilities.ts";
import { buildEnvironment } from "./environment.ts";
import { findUnknownFlags } from "./flags/find_unknown_flags.ts";
import type { KnownFlags } from "./flags/known_flags.ts";

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
  /** Gives the login that a registry is asked with. @default Trivy looks for one itself */
  readonly handOverLogin?: HandOverLogin;
  /** What the run has learnt of the flags that this Trivy knows. */
  readonly flags: KnownFlags;
}

/** One run of Trivy. */
export interface ProgramRun {
  readonly args: readonly string[];
  readonly tmpDir: string;
  /** Whether it may have the user's credentials for image registries. */
  readonly credentials: boolean;
  /** Where it finds the login for its registry, in place of the user's own files. */
  readonly loginDir?: string | undefined;
  readonly settings?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly stdoutFile?: string;
  readonly signal?: AbortSignal;
}

/** How a run of Trivy ended. */
export interface ProgramResult extends ExecResult {
  /** Flags that it needs and this Trivy does not know. */
  readonly unknownFlags: readonly string[];
}

const HELP_BYTES = 64 * 1024;

/**
 * Runs Trivy in an empty folder and a clean environment. A flag that this Trivy does not know, and that can be done
 * without, is left out from then on, and the run is repeated.
 */
export async function runProgram(program: Program, run: ProgramRun): Promise<ProgramResult> {
  const { args: wanted, credentials, loginDir, tmpDir, settings = {}, ...limits } = run;
  const env = buildEnvironment({ from: program.env, cwd: program.envCwd, credentials, loginDir, tmpDir, settings });
  for (;;) {
    const args = program.flags.fit(wanted);
    const result = await program.exec(program.path, args, { ...limits, env, cwd: program.emptyDir });
    if (result.exitCode === undefined || result.exitCode === 0) return { ...result, unknownFlags: [] };
    const stdout = run.stdoutFile === undefined ? result.stdout : await readHead(run.stdoutFile);
    const unknownFlags = findUnknownFlags({ stderr: result.stderr, stdout }, args);
    program.flags.markUnknown(unknownFlags);
    const isChanged = program.flags.fit(wanted).join("\0") !== args.join("\0");
    if (unknownFlags.length === 0 || !isChanged) return { ...result, unknownFlags };
  }
}

async function readHead(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HELP_BYTES), 0, HELP_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
