import { type ChildProcess, spawn } from "node:child_process";
import { PROGRAM } from "./program.ts";

/** How the program ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the program is started. */
export interface CliOptions {
  /** The current folder. */
  readonly cwd: string;
  /** Added to a small environment without any TRIVY_* variable. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from standard input. @default Nothing is there to be read */
  readonly input?: string;
  /** @default PROGRAM */
  readonly program?: string;
}

/** The program at work. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** Resolves when stderr has this text; rejects when the program ends before. */
  sees(text: string): Promise<void>;
}

/** Starts `scan`, as a user's shell would. */
export function startCli(args: readonly string[], { cwd, env = {}, input, program = PROGRAM }: CliOptions): RunningCli {
  const base = { PATH: process.env.PATH ?? "", HOME: cwd, NO_COLOR: "1" };
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...base, ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.end(input);
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<CliResult>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    sees(text) {
      return new Promise((resolve, reject) => {
        const look = () => stderr.includes(text) && resolve();
        listeners.add(look);
        look();
        ended.then(() => reject(new Error(`It ended without "${text}":\n${stderr}`)));
      });
    },
  };
}

/** Runs `scan` to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).ended;
}
