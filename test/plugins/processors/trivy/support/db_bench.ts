import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { testContext } from "#core/testing/mod.ts";
import type { PrepareOptions } from "#plugins/processors/trivy/databases/prepare_databases.ts";
import { loadJsonLines } from "#support/json_lines.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fakeProgram } from "./fake_program.ts";

/** Notes its arguments and environment; then "downloads" what lies in `served`, by the repository's name. */
const DOWNLOAD = `
const root = path.dirname(__dirname);
fs.appendFileSync(path.join(root, "calls"), JSON.stringify({ args, env: process.env }) + "\\n");
const repository = args.includes("--db-repository") ? option("--db-repository") : args.includes("--java-db-repository") ? option("--java-db-repository") : "default";
const answer = path.join(root, "served", repository);
if (fs.existsSync(answer + ".err")) {
  process.stderr.write(fs.readFileSync(answer + ".err", "utf8"));
  process.exit(1);
}
fs.cpSync(answer, option("--cache-dir"), { recursive: true });
`;

/** What a test of the databases works with. */
export interface DbBench {
  readonly folder: string;
  readonly cacheDir: string;
  readonly served: string;
  readonly logs: readonly string[];
  readonly options: PrepareOptions;
  calls(): Promise<readonly Call[]>;
}

/** How Trivy was called. */
interface Call {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Runs work on a fake Trivy that downloads from a folder, in a folder of its own. */
export function onDbBench(work: (bench: DbBench) => Promise<void>): Promise<void> {
  return inTempFolder(async (folder) => {
    const { ctx, logs, close } = testContext({ cwd: folder });
    const env = {
      TRIVY_USERNAME: "me",
      TRIVY_PASSWORD: "secret",
      TRIVY_REGISTRY_TOKEN: "secret",
      DTR_TOKEN: "secret",
    };
    const program = await fakeProgram(DOWNLOAD, { folder, exec: ctx.exec, env });
    const cacheDir = join(folder, "cache");
    const served = join(folder, "served");
    await mkdir(served);
    const options: PrepareOptions = {
      program,
      cacheDir,
      repositories: { vulnerability: ["default"], Java: ["default"] },
      offline: false,
      log: ctx.log,
      signal: ctx.signal,
      rateLimitWaitsMs: [],
      diagnose: async () => undefined,
      now: () => new Date(),
    };
    const calls = () => loadJsonLines<Call>(join(folder, "calls"));
    try {
      await work({ folder, cacheDir, served, logs, options, calls });
    } finally {
      await close();
    }
  });
}
