/** What a run would not start with, or would lose by, scan check finds before. Port 1 is nobody's. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { type CliResult, runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb, writeJavaDb } from "../../../plugins/processors/trivy/support/db_files.ts";

interface Bench {
  readonly demo: DemoRegistry;
  readonly cwd: string;
  /** Runs `scan check`; the databases come from the demo where `env` does not say otherwise. */
  check(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
}

function testCheck(name: string, work: (bench: Bench) => Promise<void>): void {
  testWith(test, ["trivy"], name, async () => {
    const demo = await startDemoRegistry();
    demo.registry.add("trivy-java-db", "1", sampleDbArtifact(sampleVulnerabilityDb()));
    const databases = {
      TRIVY_DB_REPOSITORY: demo.dbRepository,
      TRIVY_JAVA_DB_REPOSITORY: `${demo.registry.host}/trivy-java-db`,
    };
    try {
      await inTempFolder(async (cwd) => {
        await writeFile(join(cwd, "input_images.txt"), `severity=4\n${demo.references.join("\n")}\n`);
        const check: Bench["check"] = (args = [], env = {}) =>
          runCli(["check", ...args], { cwd, env: { ...databases, ...env } });
        await work({ demo, cwd, check });
      });
    } finally {
      await demo.close();
    }
  });
}

testCheck(
  "no vulnerability database, and no repository has it: exit 2, naming each; one that has it is enough",
  async (bench) => {
    const { demo, check } = bench;
    const mistyped = `${demo.registry.host}/trivydb`;
    const none = await check([], { TRIVY_DB_REPOSITORY: `127.0.0.1:1/trivy-db,${mistyped},No/Name` });
    assert.equal(none.code, 2, none.stderr);
    assert.match(none.stderr, /^scan: Cannot download the vulnerability database: /m);
    for (const name of ["127.0.0.1:1/trivy-db", mistyped, "No/Name"])
      assert.match(none.stderr, new RegExp(`"${name}" \\(`));
    assert.doesNotMatch(none.stdout, /Everything/);
    const one = await check([], { TRIVY_DB_REPOSITORY: `127.0.0.1:1/trivy-db,${demo.dbRepository}` });
    assert.deepEqual([one.code, one.stderr], [0, ""]);
  },
);

testCheck("a fresh database is there: its registry is not asked", async ({ cwd, check }) => {
  await writeDb(join(cwd, ".trivy_cache"));
  await writeJavaDb(join(cwd, ".trivy_cache"));
  const gone = { TRIVY_DB_REPOSITORY: "127.0.0.1:1/db", TRIVY_JAVA_DB_REPOSITORY: "127.0.0.1:1/java" };
  const { code, stderr } = await check([], gone);
  assert.deepEqual([code, stderr], [0, ""]);
});

testCheck("an old database that cannot be refreshed: exit 4; 2 with strict", async ({ cwd, check }) => {
  await writeDb(join(cwd, ".trivy_cache"), { ageHours: 72 });
  const gone = { TRIVY_DB_REPOSITORY: "127.0.0.1:1/db" };
  const old = await check([], gone);
  assert.equal(old.code, 4, old.stderr);
  assert.match(old.stderr, /- Cannot download the vulnerability database: "127\.0\.0\.1:1\/db"/);
  const config = { sources: ["image_list"], processors: [{ trivy: { strict: true } }], sinks: ["grouped_json"] };
  await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
  const strict = await check([], gone);
  assert.equal(strict.code, 2, strict.stderr);
  assert.match(strict.stderr, /out of date \(3 days old\) and cannot be refreshed/);
});

testCheck("a Java database that is named and cannot be had: exit 4, as images would be lost", async ({ check }) => {
  const { code, stdout, stderr } = await check([], { TRIVY_JAVA_DB_REPOSITORY: "127.0.0.1:1/java" });
  assert.equal(code, 4, stderr);
  assert.match(stderr, /- Cannot download the Java database: .*\n.*images with Java archives fail.*javaDbRepository/);
  assert.doesNotMatch(stdout, /Everything/);
});

testCheck("a severity that is none: exit 4, with its line and what was meant", async ({ demo, cwd, check }) => {
  for (const [value, meant] of [
    ["9", "severity=4"],
    ["hihg", "severity=HIGH"],
  ] as const) {
    await writeFile(join(cwd, "input_images.txt"), `${demo.references[0]}\nseverity=${value}\n`);
    const { code, stderr } = await check();
    assert.equal(code, 4, stderr);
    assert.match(stderr, new RegExp(`- input_images.txt line 2: the severity "${value}" .*\\n.*${meant}`));
  }
});

testCheck("--images asks for each image: what is missing is named, ten at most, and counted: exit 4", async (bench) => {
  const { demo, cwd, check } = bench;
  const all = await check(["--images"]);
  assert.deepEqual([all.code, all.stderr], [0, ""]);
  const count = demo.references.length;
  assert.match(all.stdout, new RegExp(`^image_list: ${count} of ${count} images of input_images.txt exist$`, "m"));
  const missing = Array.from({ length: 12 }, (_, index) => `${demo.registry.host}/demo/gone:${index}`);
  await writeFile(join(cwd, "input_images.txt"), ["severity=4", ...demo.references, ...missing].join("\n"));
  assert.equal((await check()).code, 0);
  const some = await check(["--images"]);
  assert.equal(some.code, 4, some.stderr);
  assert.equal(
    some.stderr.match(/- Cannot find the digest of ".*\/demo\/gone:\d+": there is no such image/g)?.length,
    10,
  );
  assert.match(
    some.stdout,
    new RegExp(`^image_list: ${count} of ${count + 12} images of input_images.txt exist$`, "m"),
  );
  assert.match(some.stdout, /^image_list: 12 images of input_images.txt cannot be pulled; the first 10 are named$/m);
  assert.equal((await check(["--images", "--offline"])).code, 2);
});

testCheck("--images does not ask a registry that is silent for each of its images", async ({ cwd, check }) => {
  const lines = Array.from({ length: 40 }, (_, index) => `127.0.0.1:1/app:${index}`);
  await writeFile(join(cwd, "input_images.txt"), lines.join("\n"));
  const { code, stdout, stderr } = await check(["--images"]);
  assert.equal(code, 4);
  assert.match(stderr, /there is a problem\n {2}- Cannot reach the registry "127\.0\.0\.1:1"/);
  assert.match(stdout, /40 images of input_images.txt were not checked/);
});

for (const sinks of [[], undefined]) {
  testCheck(
    `a pipeline whose findings go nowhere: exit 4, and a run warns: ${JSON.stringify({ sinks })}`,
    async (bench) => {
      const { cwd, check } = bench;
      const config = { sources: ["image_list"], processors: ["trivy"], sinks };
      await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
      for (const args of [[], ["--offline"]]) {
        const { code, stderr } = await check(args);
        assert.equal(code, 4, stderr);
        assert.match(stderr, /- The pipeline "default" has no sink: its findings reach no report/);
      }
      assert.equal((await check(["--offline", "--sink", "grouped_json"])).code, 0);
    },
  );
}

test("a run whose findings go nowhere warns before it begins", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(
      join(cwd, "scan.config.mjs"),
      `import { defineSource } from "hullscan";
      const one = defineSource({ name: "one", setup: () => ({ targets: () => [
        { id: "image:a", kind: "image", image: "a", minSeverity: "HIGH", origin: { from: "x" }, settled: { status: "skipped", reason: "x" } },
      ] }) });
      export default { sources: [one()], sinks: [], scanless: true };`,
    );
    const { stderr } = await runCli([], { cwd });
    assert.match(stderr, /The pipeline "default" has no sink: its findings reach no report/);
  });
});

testCheck("images that only Docker has, and no Docker: exit 4", async ({ cwd, check }) => {
  await writeDb(join(cwd, ".trivy_cache"));
  await writeJavaDb(join(cwd, ".trivy_cache"));
  const write = (imageSources: readonly string[]) => {
    const config = { sources: ["image_list"], processors: [{ trivy: { imageSources } }], sinks: ["grouped_json"] };
    return writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
  };
  const gone = { DOCKER_HOST: "tcp://127.0.0.1:1" };
  await write(["docker"]);
  const { code, stderr } = await check([], gone);
  assert.equal(code, 4, stderr);
  assert.match(stderr, /- Cannot use Docker: /);
  await write(["docker", "remote"]);
  assert.equal((await check([], gone)).code, 0);
});

test.run();
