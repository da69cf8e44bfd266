import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { componentOf, type Finding } from "#core/model/mod.ts";
import { sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { catchScanError } from "#support/scan_error.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { writeDb } from "./support/db_files.ts";
import { jarImage, javaDbArtifact } from "./support/java_samples.ts";
import { exitCodeOf, scanImage, testWithTrivy } from "./support/real_trivy.ts";

function componentsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(componentOf))].sort();
}

async function leftBehind(cacheDir: string): Promise<string[]> {
  return (await readdir(cacheDir)).filter((name) => name.startsWith("."));
}

testWithTrivy(
  "images at the same time on one cache give their own findings, whatever the user's settings say",
  async (bench) => {
    const { folder, demo, open } = bench;
    const cacheDir = join(folder, ".trivy_cache");
    await writeFile(join(folder, "trivy.yaml"), "exit-code: 5\nseverity: [LOW]\nscan: {scanners: [misconfig]}\n");
    await writeFile(join(folder, ".trivyignore"), "CVE-2023-42366\n");
    await writeDb(cacheDir, { content: sampleVulnerabilityDb().trivyDb.subarray(0, 20_000) });
    const before = process.cwd();
    process.chdir(folder);
    try {
      await withEnvironment({ TRIVY_SEVERITY: "LOW", TRIVY_EXIT_CODE: "7", TRIVY_FORMAT: "table" }, async () => {
        const hooks = await open();
        const [debian = "", alpine = "", node = "", leaky = ""] = demo.references;
        const scan = (image: string) => scanImage(image, { ...bench, hooks });
        const results = await Promise.all([
          scan(debian),
          scan(alpine),
          scan(node),
          scan(leaky),
          scanImage(node, { ...bench, hooks, level: "CRITICAL" }),
          catchScanError(() => scan(`${demo.registry.host}/demo/none:1`)),
          catchScanError(() => scan(`-o${folder}/written`)),
        ]);
        const [ofDebian, ofAlpine, ofNode, ofLeaky, critical, missing, option] = results;
        assert.deepEqual(componentsOf(ofDebian), ["Debian-package"]);
        assert.deepEqual(componentsOf(ofAlpine), ["Alpine-package"]);
        assert.deepEqual(componentsOf(ofNode), ["Alpine-package", "NodeJS-package"]);
        assert.deepEqual(componentsOf(ofLeaky), ["Debian-package", "Secret"]);
        assert.ok(ofAlpine.some((finding) => finding.kind === "vulnerability" && finding.id === "CVE-2023-42366"));
        assert.deepEqual(
          critical,
          ofNode.filter(({ severity }) => severity === "CRITICAL"),
        );
        assert.ok(critical.length > 0 && critical.length < ofNode.length);
        assert.equal(missing.code, "IMAGE_NOT_FOUND");
        assert.equal(option.code, "BAD_REFERENCE");
        assert.equal(await stat(join(folder, "written")).catch(() => undefined), undefined);
      });
    } finally {
      process.chdir(before);
    }
    assert.match(bench.context.logs.join("\n"), /Downloading the vulnerability database: trivy\.db is broken/);
    assert.deepEqual(await leftBehind(cacheDir), []);
  },
);

testWithTrivy("isolated scans give the same findings, and leave nothing behind", async (bench) => {
  const { folder, demo } = bench;
  const cacheDir = join(folder, "cache");
  await writeDb(cacheDir);
  await withEnvironment({ TMPDIR: folder }, async () => {
    const hooks = await bench.open({ parallel: "isolated", cacheDir: "cache" });
    const images = demo.references.slice(2);
    const [node = [], leaky = []] = await Promise.all(images.map((image) => scanImage(image, { ...bench, hooks })));
    assert.deepEqual(componentsOf(node), ["Alpine-package", "NodeJS-package"]);
    assert.deepEqual(componentsOf(leaky), ["Debian-package", "Secret"]);
    assert.equal((await leftBehind(cacheDir)).length, 1);
    await hooks.dispose?.();
  });
  assert.deepEqual(await readdir(folder), ["cache"]);
  assert.deepEqual(await leftBehind(cacheDir), []);
});

testWithTrivy(
  "an image with Java archives has the Java database downloaded, once, and is then scanned",
  async (bench) => {
    const { folder, demo, open, context } = bench;
    await writeDb(join(folder, ".trivy_cache"));
    demo.registry.add("demo/jar", "1", jarImage());
    demo.registry.add("trivy-java-db", "1", javaDbArtifact());
    const hooks = await open({ javaDbRepository: `${demo.registry.host}/trivy-java-db:1` });
    assert.deepEqual(await scanImage(`${demo.registry.host}/demo/jar:1`, { ...bench, hooks }), []);
    assert.deepEqual((await readdir(join(folder, ".trivy_cache", "java-db"))).sort(), [
      "hullscan.json",
      "metadata.json",
      "trivy-java.db",
    ]);
    assert.equal(context.logs.filter((line) => line.includes("Downloading the Java database")).length, 1);
  },
);

testWithTrivy("of two processes one downloads the database, and the other finds it there", async (bench) => {
  const codes = await Promise.all([bench.openElsewhere(), bench.openElsewhere()].map(exitCodeOf));
  assert.deepEqual(codes, [0, 0]);
  const { requests } = bench.demo.registry;
  assert.equal(requests.filter(({ method, path }) => method === "GET" && path.includes("/manifests/")).length, 1);
  assert.deepEqual(await leftBehind(join(bench.folder, ".trivy_cache")), []);
});

testWithTrivy("a run that is killed while it downloads leaves nothing that stops the next one", async (bench) => {
  const { demo, folder, open } = bench;
  const asked = new Promise<void>((resolve) => {
    demo.registry.setIntercept(({ path }) => {
      if (!path.includes("/blobs/")) return undefined;
      resolve();
      return { hang: true };
    });
  });
  const child = bench.openElsewhere();
  await asked;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  const cacheDir = join(folder, ".trivy_cache");
  assert.equal((await leftBehind(cacheDir)).length, 1);
  demo.registry.setIntercept(undefined);
  await open();
  assert.deepEqual(await leftBehind(cacheDir), []);
  assert.deepEqual((await readdir(join(cacheDir, "db"))).sort(), ["hullscan.json", "metadata.json", "trivy.db"]);
});

testWithTrivy("the user's password is in no argument and never goes to the database's registry", async (bench) => {
  const { demo, open, controller } = bench;
  const password = "correct-horse-battery";
  const seen: { path: string; authorization: string | undefined }[] = [];
  const asked = new Promise<void>((resolve) => {
    demo.registry.setIntercept(({ path }, authorization) => {
      seen.push({ path, authorization });
      if (path === "/v2/")
        return authorization ? undefined : { status: 401, headers: { "www-authenticate": 'Basic realm="demo"' } };
      // The manifest is looked at before: what follows it is asked for by Trivy.
      if (!/\/demo\/.*\/blobs\//.test(path)) return undefined;
      resolve();
      return { hang: true };
    });
  });
  await withEnvironment({ TRIVY_USERNAME: "me", TRIVY_PASSWORD: password }, async () => {
    const hooks = await open();
    const scanning = catchScanError(() => scanImage(demo.references[0] ?? "", { ...bench, hooks }));
    await asked;
    const commands = await commandLines();
    controller.abort();
    assert.equal((await scanning).code, "ABORTED");
    assert.ok(
      commands.some((command) => command.includes(demo.references[0] ?? "")),
      "the scan was not seen",
    );
    assert.deepEqual(
      commands.filter((command) => command.includes(password)),
      [],
    );
  });
  const sent = (part: RegExp) => seen.filter(({ path }) => part.test(path)).map(({ authorization }) => authorization);
  const sentByTrivy = sent(/\/demo\/.*\/blobs\//);
  assert.ok(sentByTrivy.length > 0 && sentByTrivy.every((header) => header?.startsWith("Basic ")));
  assert.ok(sent(/\/trivy-db\//).length > 0);
  assert.ok(sent(/\/trivy-db\//).every((header) => header === undefined));
});

async function commandLines(): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
}

test.run();
