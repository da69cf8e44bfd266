/** Logins, as they are stored on people's machines, at a real registry that wants one, for hullscan and its Trivy. */
import assert from "node:assert/strict";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { LOGIN, startDockerRegistry } from "#support/docker_registry.ts";
import { findEngine, type TrivyEngine, testWith } from "#support/needs.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

interface Bench {
  readonly cwd: string;
  /** The registry's. */
  readonly host: string;
  /** Writes a file under the home folder. */
  write(path: string, content: unknown): Promise<void>;
  /** Scans the image with this environment besides the usual one; it must be done, and nothing stays behind. */
  scan(env?: Readonly<Record<string, string>>): Promise<void>;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): ReturnType<typeof runCli>;
}

const toAuth = (password: string) => ({ auth: Buffer.from(`${LOGIN.username}:${password}`).toString("base64") });
const RIGHT = toAuth(LOGIN.password);
const WRONG = toAuth("wrong-horse");

async function withBench(engine: TrivyEngine, work: (bench: Bench) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  const registry = await startDockerRegistry({ wantsLogin: true });
  const { host } = registry;
  try {
    await registry.copy(demo.references[0] ?? "", "team/app:1");
    await inTempFolder(async (cwd) => {
      const tmp = join(cwd, "tmp");
      await mkdir(tmp);
      await writeFile(join(cwd, "input_images.txt"), `severity=1\n${host}/team/app:1\n`);
      const base = {
        PATH: `${join(cwd, "bin")}:${process.env.PATH}`,
        TRIVY_BINARY: findEngine(engine) ?? "",
        TRIVY_DB_REPOSITORY: demo.dbRepository,
        TMPDIR: tmp,
      };
      const run: Bench["run"] = (args, env = {}) => runCli(args, { cwd, env: { ...base, ...env } });
      await work({
        cwd,
        host,
        run,
        async write(path, content) {
          await mkdir(dirname(join(cwd, path)), { recursive: true });
          await writeFile(join(cwd, path), typeof content === "string" ? content : JSON.stringify(content));
        },
        async scan(env) {
          const { code, stdout, stderr } = await run(["--mode", "remote", "--no-cache"], env);
          assert.equal(code, 0, stderr);
          assert.doesNotMatch(stderr, /horse/);
          const [element] = await loadReport(cwd, stdout);
          assert.ok(element !== undefined && !("error" in element));
          const left = (await readdir(tmp)).filter((name) => name.startsWith("hullscan"));
          assert.deepEqual(left, []);
        },
      });
    });
  } finally {
    await registry.close();
    await demo.close();
  }
}

const NEEDS = ["docker-registry", "skopeo"] as const;

for (const engine of ["trivy", "trivy-0.44", "trivy-0.40"] as const) {
  testWith(test, [engine, ...NEEDS], `${engine} is handed the login that the look-up has found`, async () => {
    await withBench(engine, async ({ host, write, scan }) => {
      // By itself, Trivy would read Docker's file, and break off at the entry of another registry.
      const broken = { "bad.example.com": { auth: "no colon" } };
      await write(".docker/config.json", { auths: { ...broken, [host]: WRONG, [`${host}/team`]: RIGHT } });
      await scan();
    });
  });
}

testWith(
  test,
  ["trivy", ...NEEDS],
  "DOCKER_AUTH_CONFIG, REGISTRY_AUTH_FILE and helpers serve hullscan and Trivy alike",
  async () => {
    await withBench("trivy", async ({ cwd, host, write, scan }) => {
      await scan({ DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: RIGHT }, HttpHeaders: {} }) });
      await write("named.json", { auths: { [host]: RIGHT } });
      await scan({ REGISTRY_AUTH_FILE: "named.json" });
      await write(".docker/config.json", { auths: {}, credHelpers: { [host]: "own" }, credsStore: "gone" });
      const answer = JSON.stringify({ Username: LOGIN.username, Secret: LOGIN.password });
      await write("bin/docker-credential-own", `#!/bin/sh\nread -r host\n[ "$host" = ${host} ] && echo '${answer}'\n`);
      await chmod(join(cwd, "bin/docker-credential-own"), 0o755);
      await scan();
    });
  },
);

testWith(
  test,
  ["trivy", ...NEEDS],
  "a login that cannot be read is the image's error, and scan check names file and entry",
  async () => {
    await withBench("trivy", async ({ cwd, host, write, run }) => {
      const cases = [
        [{ auths: { [host]: { auth: "hunter2" } } }, `.docker/config.json is not as expected at auths."${host}".auth`],
        [{ credHelpers: { [host]: "gone" } }, `.docker/config.json at credHelpers."${host}"`],
        [`\uFEFF${JSON.stringify({ auths: { [host]: RIGHT } })}`, ".docker/config.json begins with a byte order mark"],
      ] as const;
      for (const [content, words] of cases) {
        await write(".docker/config.json", content);
        const checked = await run(["check", "remote"]);
        assert.equal(checked.code, 4, checked.stderr);
        assert.ok(checked.stderr.includes(words), checked.stderr);
        assert.doesNotMatch(checked.stdout, /Everything/);
        const scanned = await run(["--mode", "remote"]);
        assert.equal(scanned.code, 4, scanned.stderr);
        const [element] = await loadReport(cwd, scanned.stdout);
        assert.ok(String(element?.error).includes(words), String(element?.error));
        assert.doesNotMatch(`${checked.stderr}${scanned.stderr}${element?.error}`, /hunter2/);
      }
    });
  },
);

test.run();
