import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { PROGRAM } from "#support/program.ts";

const run = promisify(execFile);
const PROMPT = "ready> ";
/** How often a screen is looked at while something is waited for, and for how long, in milliseconds. */
const LOOK_MS = 100;
const LIMIT_MS = 90_000;

/** How a terminal is opened. */
export interface TmuxOptions {
  readonly cwd: string;
  readonly columns: number;
  /** @default {24} */
  readonly rows?: number;
  /** Added to a small environment with `LANG=C.UTF-8`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A shell in a real terminal of its own. */
export interface Tmux {
  /** Types a line: `scan` is this project's program. */
  type(line: string): Promise<void>;
  /** Presses a key by tmux's name: `C-c`. */
  press(key: string): Promise<void>;
  /** Kills the program in the foreground. */
  kill(): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** The rows of the screen, with colours where asked for. */
  look(options?: { readonly colors?: boolean }): Promise<readonly string[]>;
  /** The same as soon as it is like that, rows joined by line ends. */
  sees(pattern: RegExp): Promise<readonly string[]>;
  /** The same as soon as the shell waits for a command. What was typed has to have begun. */
  seesPrompt(): Promise<readonly string[]>;
  /** Whether the cursor can be seen. */
  hasCursor(): Promise<boolean>;
}

/** Opens a terminal in tmux, a server of its own, and closes it after the work. */
export async function inTmux(options: TmuxOptions, work: (tmux: Tmux) => Promise<void>): Promise<void> {
  const { cwd, columns, rows = 24, env = {} } = options;
  const tmux = async (...args: readonly string[]) => {
    const { stdout } = await run("tmux", ["-S", join(cwd, "tmux"), "-f", "/dev/null", ...args], { env: { PATH } });
    return stdout;
  };
  const PATH = process.env.PATH ?? "";
  const all = { PATH, HOME: cwd, TERM: "screen-256color", LANG: "C.UTF-8", PS1: PROMPT, ...env };
  const scan = `scan() { "${process.execPath}" "${PROGRAM}" "$@"; }`;
  const shell = ["env", "-i", ...Object.entries(all).map(([name, value]) => `${name}=${value}`), "sh"];
  await tmux("-u", "new-session", "-d", "-s", "a", "-x", `${columns}`, "-y", `${rows}`, "-c", cwd, "--", ...shell);
  const look: Tmux["look"] = async ({ colors = false } = {}) => {
    return (await tmux("capture-pane", "-p", ...(colors ? ["-e"] : []), "-t", "a")).replace(/\n$/, "").split("\n");
  };
  const type: Tmux["type"] = async (line) => {
    await tmux("send-keys", "-t", "a", "-l", line);
    await tmux("send-keys", "-t", "a", "Enter");
  };
  async function sees(pattern: RegExp): Promise<readonly string[]> {
    const giveUpAt = performance.now() + LIMIT_MS;
    for (;;) {
      const screen = await look();
      if (pattern.test(screen.join("\n"))) return screen;
      if (performance.now() > giveUpAt) throw new Error(`The screen is not like ${pattern}:\n${screen.join("\n")}`);
      await delay(LOOK_MS);
    }
  }
  try {
    await type(`${scan}; clear`);
    await work({
      type,
      look,
      async press(key) {
        await tmux("send-keys", "-t", "a", key);
      },
      async kill() {
        const shell = (await tmux("display-message", "-p", "-t", "a", "#{pane_pid}")).trim();
        const children = await readFile(`/proc/${shell}/task/${shell}/children`, "utf8");
        for (const pid of children.trim().split(" ")) process.kill(Number(pid), "SIGKILL");
      },
      async resize(width, height) {
        await tmux("resize-window", "-t", "a", "-x", `${width}`, "-y", `${height}`);
      },
      sees,
      seesPrompt: () => sees(new RegExp(`^${PROMPT.trim()}$`, "m")),
      async hasCursor() {
        return (await tmux("display-message", "-p", "-t", "a", "#{cursor_flag}")).trim() === "1";
      },
    });
  } finally {
    await tmux("kill-server").catch(() => {});
  }
}
