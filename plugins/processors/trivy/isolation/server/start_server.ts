import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { type ExecResult, type Http, readLimited } from "../../../../../core/kit.ts";
import type { ScanError } from "../../../../../core/mod.ts";
import { type RunFailureCode, trivyError } from "../../errors.ts";
import { buildCollectorSettings } from "../../program/collector_settings.ts";
import { classify } from "../../program/failure/classify.ts";
import { type Program, runProgram } from "../../program/program.ts";

/** What a server that ends can have died of; all else that its output looks like has to do with images, which it never sees. */
const OWN_CODES: ReadonlySet<RunFailureCode> = new Set([
  "TRIVY_DB_CORRUPT",
  "TRIVY_CACHE_CORRUPT",
  "TRIVY_CACHE_LOCKED",
  "TRIVY_TOO_OLD",
  "DISK_FULL",
  "HOST_LIMIT",
]);

/** How long one start may take, in milliseconds; it takes some tenths of a second, or a few seconds for a packed Trivy. */
const READY_MS = 60_000;
const POLL_MS = 50;
/** Shorter than the first pause before `http` repeats a request: here it is not to repeat any. */
const ANSWER_MS = 450;

/** What a server is started with. */
export interface StartServerOptions {
  readonly program: Program;
  /** Its cache folder. */
  readonly path: string;
  /** The folder that its temporary folder is made in. */
  readonly tempDir: string;
  readonly port: number;
  /** Token that clients must send; requests without it are rejected. */
  readonly token: string;
  readonly http: Http;
  /** @default {60_000} */
  readonly readyMs?: number;
}

/** A `trivy server` of this run. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Settles when it has ended, whatever the reason. */
  readonly ended: Promise<ExecResult>;
  /** Whether it answers at this moment. */
  answers(): Promise<boolean>;
  stop(): Promise<void>;
}

/** A server that ended, or had to be ended, before it answered. */
export interface FailedStart {
  readonly failed: ExecResult;
}

/** Starts a `trivy server` on loopback and waits until it answers. It is ended when the run ends. */
export async function startServer(options: StartServerOptions): Promise<RunningServer | FailedStart> {
  const { program, path, tempDir, port, token, http, readyMs = READY_MS } = options;
  const stopping = new AbortController();
  const tmpDir = await mkdtemp(join(tempDir, "server-"));
  const collector = buildCollectorSettings({ env: program.env, availableBytes: process.availableMemory() });
  const ended = runProgram(program, {
    args: ["server", "--listen", `127.0.0.1:${port}`, "--skip-db-update", "--cache-dir", path, "--no-progress"],
    tmpDir,
    credentials: false,
    settings: { ...collector, TRIVY_TOKEN: token },
    timeoutMs: Number.POSITIVE_INFINITY,
    signal: stopping.signal,
  }).finally(() => rm(tmpDir, { recursive: true, force: true }));
  const url = `http://127.0.0.1:${port}`;

  async function stop(): Promise<void> {
    stopping.abort();
    await ended;
  }

  const answers = () => answersOk(`${url}/healthz`, http);
  if (await isReadyBefore(ended, { answers, readyMs })) return { url, port, ended, answers, stop };
  stopping.abort();
  return { failed: await ended };
}

async function isReadyBefore(
  ended: Promise<unknown>,
  { answers, readyMs }: { answers: () => Promise<boolean>; readyMs: number },
): Promise<boolean> {
  const state = { isRunning: true };
  const end = ended.finally(() => {
    state.isRunning = false;
  });
  const deadline = performance.now() + readyMs;
  while (performance.now() < deadline) {
    const isOk = await answers();
    // What answers may be another that got the port first.
    if (!state.isRunning) return false;
    if (isOk) return true;
    await Promise.race([delay(POLL_MS), end]);
  }
  return false;
}

async function answersOk(url: string, http: Http): Promise<boolean> {
  try {
    const response = await http(url, { timeoutMs: ANSWER_MS });
    return String(await readLimited(response, 1024)).trim() === "ok";
  } catch {
    return false;
  }
}

/** A port on loopback that is free at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("A listening socket has no port");
  return address.port;
}

/** Why a server has ended, as the failure of a scan. */
export function toServerError(end: ExecResult): ScanError {
  const doing = "scan with Trivy's server";
  if (end.aborted) return trivyError("TRIVY_SERVER", { doing, reason: "it did not answer in time" });
  const { code, reason } = classify({ ...end, image: "" });
  return trivyError(OWN_CODES.has(code) ? code : "TRIVY_SERVER", { doing, reason: reason ?? describeEnding(end) });
}

/** How a server has ended, in a few words. */
function describeEnding({ exitCode, spawnError }: ExecResult): string {
  if (spawnError !== undefined) return `it could not be started (${spawnError})`;
  return `it ended with exit code ${exitCode} and said nothing`;
}
