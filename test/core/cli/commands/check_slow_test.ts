import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { DemoRegistry } from "#demo/loopback.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withDemo } from "#support/with_demo.ts";
import { writeDb } from "../../../plugins/processors/trivy/support/db_files.ts";

/** Where the demo has the databases. Of the one for Java a check asks only whether it is there. */
function toDatabases({ registry, dbRepository }: DemoRegistry) {
  registry.add("trivy-java-db", "1", sampleDbArtifact(sampleVulnerabilityDb()));
  return { TRIVY_DB_REPOSITORY: dbRepository, TRIVY_JAVA_DB_REPOSITORY: `${registry.host}/trivy-java-db` };
}

testWith(
  test,
  ["trivy"],
  "scan check says which Trivy, how old its databases are, and which registries answer",
  async () => {
    await withDemo(async (demo, cwd) => {
      await writeFile(join(cwd, "input_images.txt"), demo.references.join("\n"));
      await writeDb(join(cwd, ".trivy_cache"), { ageHours: 5 });
      const { code, stdout, stderr } = await runCli(["check"], { cwd, env: toDatabases(demo) });
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /^Config: built-in$/m);
      assert.match(stdout, /^trivy: Trivy \d+\.\d+\.\d+ at "\/.*"$/m);
      assert.match(stdout, /^trivy: the vulnerability database is 5 hours old$/m);
      assert.match(
        stdout,
        /^trivy: the Java database: there is none yet; the first image that needs it downloads it$/m,
      );
      assert.match(stdout, new RegExp(`^image_list: input_images.txt names ${demo.references.length} images$`, "m"));
      assert.match(stdout, new RegExp(`^image_list: the registry ${demo.registry.host} answers$`, "m"));
      assert.match(stdout, /^The pipelines have everything they need$/m);
    });
  },
);

testWith(
  test,
  ["trivy"],
  "scan check finds one fault in what scan init writes: the list names no image yet",
  async () => {
    await withDemo(async (demo, cwd) => {
      await runCli(["init", "--yes"], { cwd });
      const { code, stdout, stderr } = await runCli(["check"], { cwd, env: toDatabases(demo) });
      assert.equal(code, 2, stderr);
      assert.match(stdout, /^Config: scan.config.yaml$/m);
      assert.match(stderr, /^scan: The list "input_images.txt" names no image yet\n {2}Write each image .*\n$/);
      assert.doesNotMatch(stdout, /Everything/);
    });
  },
);

testWith(
  test,
  ["trivy"],
  "scan check names the lines and registries that a run would lose images by: exit 4",
  async () => {
    await withDemo(async (demo, cwd) => {
      // Port 1 is nobody's.
      await writeFile(join(cwd, "input_images.txt"), `${demo.references[0]}\n127.0.0.1:1/team/app:1\nNo Reference\n`);
      const { code, stdout, stderr } = await runCli(["check"], { cwd, env: toDatabases(demo) });
      assert.equal(code, 4, stderr);
      assert.match(stderr, /A run can start, but it will lose targets or findings: there are 2 problems/);
      assert.match(stderr, /- .*input_images.txt line 3/);
      assert.match(stderr, /- Cannot reach the registry "127.0.0.1:1"/);
      assert.doesNotMatch(stdout, /Everything/);
    });
  },
);

test("scan check without a config demands nothing for lists that are not there", async () => {
  await inTempFolder(async (cwd) => {
    // Port 1 is nobody's.
    await writeFile(join(cwd, "input_images.txt"), "127.0.0.1:1/app:1\n");
    const { code, stdout, stderr } = await runCli(["check"], { cwd, env: { TRIVY_BINARY: "/nonexistent/trivy" } });
    assert.equal(code, 2);
    assert.match(stdout, /^Pipeline remote, 2 at a time$/m);
    assert.match(stdout, /^Pipeline local is left out: there is no input_images_files.txt$/m);
    assert.match(stdout, /^Pipeline dtr is left out: there is no namespaces.yaml$/m);
    // What there is, is told also where something else is missing.
    assert.match(stdout, /^image_list: input_images.txt names 1 image$/m);
    assert.match(stderr, /^scan: "\/nonexistent\/trivy", named by TRIVY_BINARY/m);
    assert.doesNotMatch(stderr, /docker|DTR/i);
  });
});

test("scan check in a folder where nothing is set up says how to begin", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stderr } = await runCli(["check"], { cwd });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /Nothing is set up .*input_images.txt, input_images_files.txt, namespaces.yaml\n.*`scan init`/,
    );
  });
});

test("scan check takes pipelines and modes as scan run does", async () => {
  await inTempFolder(async (cwd) => {
    const both = await runCli(["check", "--mode", "both", "--offline"], { cwd });
    assert.equal(both.code, 0, both.stderr);
    assert.match(both.stdout, /^Pipeline remote.*\n[\s\S]*^Pipeline local/m);
    assert.doesNotMatch(both.stdout, /Pipeline dtr/);
    const mistyped = await runCli(["check", "remot"], { cwd });
    assert.equal(mistyped.code, 2);
    assert.match(mistyped.stderr, /no pipeline "remot".*did you mean "remote"\?/);
  });
});

test("scan check --offline checks the config, and nothing that it needs", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(
      join(cwd, "scan.config.yaml"),
      "sources: [image_list]\nprocessors: [{ trivy: { binary: ./gone } }]\nsinks: [grouped_json]\n",
    );
    const { code, stdout } = await runCli(["check", "--offline"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /processor trivy \{"binary":"\.\/gone"/);
    await writeFile(join(cwd, "scan.config.yaml"), "sources: [image_list]\nprocessors: [{ trivy: { binari: x } }]\n");
    assert.equal((await runCli(["check", "--offline"], { cwd })).code, 2);
  });
});

test.run();
