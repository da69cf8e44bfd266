import { realpath } from "node:fs/promises";
import { z } from "zod";
import { coreError, type Exec, type ExecResult } from "../../../../../core/kit.ts";
import { trivyError } from "../../errors.ts";
import { type Capabilities, capabilitiesOfHelp, capabilitiesOfVersion } from "./capabilities.ts";
import type { FoundBinary } from "./find_binary.ts";

const COMPROMISED = /(?<![\d.])0\.69\.[456](?!\.?\d)/;

/** What programs have answered before. */
export interface Answers {
  /** The answer of a program, which is asked only where it has changed since. The path is the real one. */
  get(path: string, question: readonly string[], ask: () => Promise<string>): Promise<string>;
}

/** What the program is asked with. */
export interface AskOptions {
  readonly exec: Exec;
  readonly env: Readonly<Record<string, string>>;
  /** An empty folder. */
  readonly cwd: string;
  /** For each question, in milliseconds. @default {60_000} */
  readonly timeoutMs?: number;
  /** @default Nothing is remembered */
  readonly answers?: Answers | undefined;
}

const versionSchema = z.object({ Version: z.string().min(1) });

/**
 * Finds out what a Trivy can do. A compromised release is refused by its path before anything of it runs, and by the
 * version that it prints.
 *
 * @throws {ScanError} TRIVY_COMPROMISED, TRIVY_UNUSABLE
 */
export async function loadCapabilities(binary: FoundBinary, options: AskOptions): Promise<Capabilities> {
  const real = await realpath(binary.path);
  for (const path of [binary.path, real]) refuseCompromised(findCompromisedVersion(path), path);
  const { embedded } = binary;
  if (embedded !== undefined && real === (await realpath(embedded.path))) {
    // Its package pins release and content, and starting it costs seconds.
    refuseCompromised(findCompromisedVersion(embedded.version), real);
    return { ...capabilitiesOfVersion(embedded.version), printsErrorsWhenQuiet: false };
  }
  const question = (args: readonly string[]) => {
    const askNow = () => ask(binary, args, options);
    return options.answers === undefined ? askNow() : options.answers.get(real, args, askNow);
  };
  const version = parseVersion(await question(["version", "--format", "json"]), binary);
  if (version !== undefined) {
    refuseCompromised(findCompromisedVersion(version), binary.path);
    return capabilitiesOfVersion(version);
  }
  return capabilitiesOfHelp(await question(["image", "--help"]));
}

function refuseCompromised(version: string | undefined, path: string): void {
  if (version !== undefined) throw trivyError("TRIVY_COMPROMISED", { path, version });
}

/** The release number that Trivy prints, or nothing for a build of someone's own. */
function parseVersion(answer: string, { path }: FoundBinary): string | undefined {
  const parsed = versionSchema.safeParse(parseJson(answer));
  if (!parsed.success) throw trivyError("TRIVY_UNUSABLE", { path, reason: "it does not print its version as JSON" });
  return /^v?(\d+\.\d+\.\d+.*)$/.exec(parsed.data.Version)?.[1];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function ask(binary: FoundBinary, args: readonly string[], options: AskOptions): Promise<string> {
  const { exec, env, cwd, timeoutMs = 60_000 } = options;
  const result = await exec(binary.path, args, { env, cwd, timeoutMs });
  if (!result.failed) return result.stdout;
  if (result.aborted) throw coreError("ABORTED", { reason: "Trivy was asked for its version" });
  const reason = `\`trivy ${args.join(" ")}\` ${describeEnding(result, timeoutMs)}`;
  throw trivyError("TRIVY_UNUSABLE", { path: binary.path, reason });
}

function describeEnding(result: ExecResult, timeoutMs: number): string {
  if (result.spawnError !== undefined) return `could not be started (${result.spawnError})`;
  if (result.timedOut) return `did not answer within ${Math.round(timeoutMs / 1000)} s`;
  if (result.signal !== undefined) return `was ended by ${result.signal}`;
  return `ended with exit code ${result.exitCode}`;
}

/**
 * Finds the number of a compromised Trivy release in a version or in a path (`/opt/trivy/v0.69.4/trivy`).
 *
 * @see {@link https://github.com/advisories/GHSA-69fq-xp46-6x23}
 */
export function findCompromisedVersion(text: string): string | undefined {
  return COMPROMISED.exec(text)?.[0];
}
