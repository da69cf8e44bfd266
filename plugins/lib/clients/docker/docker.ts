import type { ExecOptions, ExecResult } from "../../../../core/kit.ts";
import type { Exec } from "../../../../core/mod.ts";
import { classify } from "./classify.ts";
import { dockerError } from "./errors.ts";
import { findEssentialLine, toLogLines } from "./log_text.ts";

/** The docker command, ready to be run. */
export interface Docker {
  /** Runs `docker` with arguments; how it ended is data. */
  run(args: readonly string[], options?: Omit<ExecOptions, "env">): Promise<ExecResult>;
}

/** How the docker command is started. */
export interface CreateDockerOptions {
  readonly exec: Exec;
  /** What is run, the arguments apart: the absolute path of docker, or sudo's with its options and docker's. */
  readonly command: readonly [program: string, ...before: readonly string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** Makes the docker command of one run. */
export function createDocker({ exec, command: [program, ...before], env }: CreateDockerOptions): Docker {
  return { run: (args, options) => exec(program, [...before, ...args], { ...options, env }) };
}

/** The error of a docker command, builds apart, that has failed. */
export function toDockerError(result: ExecResult, doing: string) {
  const { spawnError, timedOut, durationMs, stderr, exitCode } = result;
  if (timedOut) {
    const reason = `it gives no answer within ${Math.round(durationMs / 1000)} s`;
    return dockerError("DOCKER_UNAVAILABLE", { doing, reason });
  }
  if (spawnError !== undefined) return dockerError("DOCKER_FAILED", { doing, reason: spawnError });
  const told = classify(stderr);
  if (told !== undefined) return dockerError(told.code, { doing, reason: told.reason });
  const reason = findEssentialLine(toLogLines(stderr)) ?? `it ended with exit code ${exitCode} and said nothing`;
  return dockerError("DOCKER_FAILED", { doing, reason });
}
