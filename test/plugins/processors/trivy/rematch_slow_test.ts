import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { writeCountingTrivy } from "#support/counting_trivy.ts";
import { findEngine } from "#support/needs.ts";
import { type RealBench, testWithTrivy } from "./support/real_trivy.ts";
import { addImages, KNOWN_IMAGES, NEWS, originsOf, putDb, resultsOf, runOnce } from "./support/rematch_bench.ts";

const REMATCHED = {
  // It is scanned as well, to check what is matched again.
  first: "scan",
  ...{ debian: "rematch", alpine: "rematch", "no-system": "rematch", "end-of-life": "rematch" },
  "no-packages": "scan",
};

/** What the registry was asked about images that were matched again. */
function askedSince({ demo }: RealBench, count: number): readonly string[] {
  const paths = demo.registry.requests.slice(count).map(({ path }) => path);
  return paths.filter((path) => /t\/(debian|alpine|no-system|end-of-life)\//.test(path));
}

testWithTrivy(
  "after a new database, known images are matched again: as clients find it, and nothing is pulled",
  async (bench) => {
    addImages(bench);
    await putDb(bench);
    const counting = await writeCountingTrivy(bench.folder);
    const options = { binary: counting.path };
    const before = await runOnce(bench, options);
    assert.ok(Object.values(originsOf(before)).every((origin) => origin === "scan"));

    await putDb(bench, [NEWS]);
    const scans = (await counting.listScans()).length;
    const requests = bench.demo.registry.requests.length;
    const again = await runOnce(bench, options);
    assert.deepEqual(originsOf(again), REMATCHED);
    assert.equal((await counting.listScans()).length - scans, 2);
    assert.deepEqual(askedSince(bench, requests), []);
    for (const name of ["alpine", "end-of-life"]) {
      const had = (from: typeof again) => JSON.stringify(from[name]?.findings).includes(NEWS.id);
      assert.deepEqual([had(before), had(again)], [false, name === "alpine"]);
    }

    // What clients find with the same database: of a Trivy that works alone, too.
    for (const parallel of ["server", "memory"] as const) {
      const scanned = await runOnce(bench, { ...options, cache: false, parallel });
      assert.ok(Object.values(originsOf(scanned)).every((origin) => origin === "scan"));
      assert.deepEqual(resultsOf(again), resultsOf(scanned));
    }
    // It is kept as what a scan has found.
    const kept = await runOnce(bench, options);
    assert.deepEqual(new Set(Object.values(originsOf(kept))), new Set(["cache"]));
    assert.deepEqual(resultsOf(kept), resultsOf(again));
  },
);

testWithTrivy("an empty scan cache gets back what is kept: nothing is pulled for that", async (bench) => {
  addImages(bench);
  await putDb(bench);
  await runOnce(bench);
  await putDb(bench, [NEWS]);
  const cacheDir = join(bench.folder, ".trivy_cache");
  for (const name of (await readdir(cacheDir)).filter((entry) => entry.startsWith("server-"))) {
    await rm(join(cacheDir, name), { recursive: true });
  }
  const requests = bench.demo.registry.requests.length;
  const again = await runOnce(bench);
  assert.deepEqual(originsOf(again), REMATCHED);
  assert.deepEqual(askedSince(bench, requests), []);
  assert.deepEqual(resultsOf(again), resultsOf(await runOnce(bench, { cache: false })));
});

testWithTrivy(
  "nothing is matched again where that cannot be trusted: without a server, and for other kinds of findings",
  async (bench) => {
    addImages(bench);
    await putDb(bench);
    const names = Object.keys(KNOWN_IMAGES).slice(0, 2);
    const settings = [{ parallel: "memory" as const }, { scanners: ["vuln" as const, "license" as const] }];
    for (const options of settings) {
      await putDb(bench);
      await runOnce(bench, options, names);
      await putDb(bench, [NEWS]);
      assert.deepEqual(Object.values(originsOf(await runOnce(bench, options, names))), ["scan", "scan"]);
    }
  },
);

testWithTrivy(
  "a client that finds something else than the server ends it: each image is scanned, in later runs, too",
  async (bench) => {
    addImages(bench);
    await putDb(bench);
    const names = ["first", "alpine"];
    const [binary, lies] = [join(bench.folder, "lying-trivy"), join(bench.folder, "lies")];
    const change = `[ "$1" = image ] && [ -e ${lies} ] && change='s/CVE-2099-0003/CVE-2099-0004/' || change=`;
    const trivyPath = findEngine("trivy");
    // In a pipe, the exit code would be the one of sed.
    const script = ["#!/bin/bash", "set -o pipefail", change, `${trivyPath} "$@" | sed "$change"`, ""];
    await writeFile(binary, script.join("\n"), { mode: 0o755 });
    await runOnce(bench, { binary }, names);
    await putDb(bench, [NEWS]);
    await writeFile(lies, "");
    assert.deepEqual(originsOf(await runOnce(bench, { binary }, names)), { first: "scan", alpine: "scan" });
    const warnings = bench.context.logs.filter((line) => /warn: .*finds something else in ".*\/t\/first@/.test(line));
    assert.equal(warnings.length, 1);

    await rm(lies);
    await putDb(bench, [NEWS, { ...NEWS, id: "CVE-2099-0005" }]);
    assert.deepEqual(originsOf(await runOnce(bench, { binary }, names)), { first: "scan", alpine: "scan" });
    assert.deepEqual(
      originsOf(await runOnce(bench, {}, names)),
      { first: "scan", alpine: "scan" },
      "another Trivy knows nothing",
    );
  },
);

test.run();
