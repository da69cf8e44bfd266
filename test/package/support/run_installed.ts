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
  /** The files of hullscan that were loaded, as `core/mod.js`. */
  readonly files: readonly string[];
  /** The modules that those were compiled from, by their maps, as `plugins/processors/trivy/mod.ts`. */
  readonly modules: readonly string[];
  /** The names of our own plugins among them, sorted. */
  readonly plugins: readonly string[];
  /** The names of the other packages that were loaded from, sorted. */
  readonly packages: readonly string[];
}

/** Runs the installed command as a shell does, and asks V8 which scripts it has run: ESM, CommonJS, and any loader. */
export async function runInstalled(
  { program, folder: installed }: Pick<Packed, "program" | "folder">,
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
    const files = pick(urls, /\/hullscan\/dist\/(.+)$/);
    const modules = (await Promise.all(files.map((file) => loadOrigins(join(installed, "dist", file))))).flat().sort();
    return {
      code,
      stdout,
      stderr,
      files,
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

/** The paths of the sources that a compiled file was made of, from the package's folder. */
async function loadOrigins(file: string): Promise<readonly string[]> {
  const { sources } = JSON.parse(await readFile(`${file}.map`, "utf8")) as { readonly sources: readonly string[] };
  // The package has no sources, and each of its files knows where they would be beside `dist/`.
  return sources.map((source) => source.replace(/^(\.\.\/)+/, ""));
}

/** What a pattern's group matches, each once, sorted. */
function pick(texts: readonly string[], pattern: RegExp): readonly string[] {
  return [...new Set(texts.flatMap((text) => pattern.exec(text)?.[1] ?? []))].sort();
}
