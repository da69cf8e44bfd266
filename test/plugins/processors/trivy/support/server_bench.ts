import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type TestContext, testContext } from "#core/testing/mod.ts";
import type { ServerIsolationOptions } from "#plugins/processors/trivy/isolation/server/server_isolation.ts";
import { loadJsonLines } from "#support/json_lines.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "./db_files.ts";
import { fakeProgram } from "./fake_program.ts";

/** A server that writes down how it was started; a file beside it says in which way it fails. */
const SERVER = `
const root = path.dirname(__dirname);
const [host, port] = option("--listen").split(":");
const cacheDir = option("--cache-dir");
fs.appendFileSync(path.join(root, "starts"), JSON.stringify({ pid: process.pid, args, token: process.env.TRIVY_TOKEN, growth: process.env.GOGC, host, port, cacheDir }) + "\\n");
const mode = fs.existsSync(path.join(root, "mode")) ? fs.readFileSync(path.join(root, "mode"), "utf8") : "";
const fatal = (text) => { process.stderr.write("2026-03-01T10:00:00Z\\tFATAL\\tFatal error\\t" + text + "\\n"); process.exit(1); };
if (mode === "fails") fatal("init error: cannot do it");
if (mode === "panics") fatal("panic: assertion failed: page expected to be: 106, but self identifies as 0");
if (mode === "hangs") setInterval(() => {}, 1000);
else if (fs.existsSync(path.join(cacheDir, "fanal", "broken"))) process.exit(1);
else require("node:http").createServer((request, response) => response.end(request.url === "/healthz" ? "ok" : "")).listen(Number(port), host);
`;

/** One start of a server. */
export interface Start {
  readonly pid: number;
  readonly args: readonly string[];
  readonly token: string;
  /** How far Go lets its memory grow. */
  readonly growth?: string;
  readonly port: string;
  readonly host: string;
  readonly cacheDir: string;
}

/** What a test with such a server works with. */
export interface ServerBench {
  readonly folder: string;
  readonly cacheDir: string;
  readonly context: TestContext;
  readonly options: ServerIsolationOptions;
  starts(): Promise<readonly Start[]>;
  setMode(mode: string): Promise<void>;
}

/** Registers a test with a fake of a server, as a real one fails only when it likes. */
export function testServer(name: string, work: (bench: ServerBench) => Promise<void>): void {
  test(name, () =>
    inTempFolder(async (folder) => {
      const controller = new AbortController();
      const context = testContext({ cwd: folder, signal: controller.signal });
      const { ctx, close } = context;
      const cacheDir = join(folder, "cache");
      await writeDb(cacheDir);
      const program = await fakeProgram(SERVER, { folder, exec: ctx.exec });
      const { signal, http, log } = ctx;
      const starts = () => loadJsonLines<Start>(join(folder, "starts"));
      const isSound = async () => true;
      const options = { cacheDir, tempDir: folder, signal, program, http, log, copyDb: false, isSound };
      const setMode = (mode: string) => writeFile(join(folder, "mode"), mode);
      try {
        await work({ folder, cacheDir, context, options, starts, setMode });
      } finally {
        await close();
      }
    }),
  );
}

/** The pid of the one server that was started last. */
export async function lastPid({ starts }: ServerBench): Promise<number> {
  return (await starts()).at(-1)?.pid ?? Number.NaN;
}
