import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type ExecResult, readLimited } from "../../../../../core/kit.ts";
import type { Http } from "../../../../../core/mod.ts";
import { type Program, runProgram } from "../../program/program.ts";

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
  const ended = runProgram(program, {
    args: ["server", "--listen", `127.0.0.1:${port}`, "--skip-db-update", "--cache-dir", path, "--no-progress"],
    tmpDir,
    credentials: false,
    settings: { TRIVY_TOKEN: token },
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
