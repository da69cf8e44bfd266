import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Packed } from "./pack.ts";

/** How the installed command is run. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to a small environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How it ended, and what it has loaded. */
export interface InstalledResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The modules of hullscan that were loaded, as `plugins/processors/trivy/mod.js`. */
  readonly modules: readonly string[];
  /** The names of our own plugins among them, sorted. */
  readonly plugins: readonly string[];
  /** The names of the other packages that were loaded from, sorted. */
  readonly packages: readonly string[];
}

/** Runs the installed command as a shell does, and asks V8 which scripts it has run: ESM, CommonJS, and any loader. */
export async function runInstalled(
  { program }: Pick<Packed, "program">,
  args: readonly string[],
  { cwd, env = {} }: RunOptions,
): Promise<InstalledResult> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-loaded-"));
  try {
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env.PATH ?? "", HOME: cwd, NO_COLOR: "1", NODE_V8_COVERAGE: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    const urls = await loadUrls(folder);
    const modules = pick(urls, /\/hullscan\/dist\/(.+)$/);
    return {
      code,
      stdout,
      stderr,
      modules,
      plugins: pick(modules, /^plugins\/(?:sources|processors|sinks)\/([^_/]\w*)\//),
      packages: pick(urls, /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//).filter((name) => name !== "hullscan"),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function loadUrls(folder: string): Promise<readonly string[]> {
  const urls: string[] = [];
  for (const file of await readdir(folder)) {
    const { result } = JSON.parse(await readFile(join(folder, file), "utf8"));
    for (const { url } of result as readonly { readonly url: string }[]) urls.push(url);
  }
  return urls;
}

/** What a pattern's group matches, each once, sorted. */
function pick(texts: readonly string[], pattern: RegExp): readonly string[] {
  return [...new Set(texts.flatMap((text) => pattern.exec(text)?.[1] ?? []))].sort();
}
