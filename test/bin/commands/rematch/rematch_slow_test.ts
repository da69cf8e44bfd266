import assert from "node:assert/strict";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { NEWS, testRematch } from "#support/rematch_cli.ts";

testRematch("what is known of images can be listed and compared, and no image is asked for", async (bench) => {
  const { run, renew, demo } = bench;
  const scanned = await run("run", "remote");
  assert.equal(scanned.code, 0, scanned.stderr);
  const asked = demo.registry.requests.length;
  const same = await run("rematch", "--json");
  assert.equal(same.code, 0, same.stderr);
  const unchanged = JSON.parse(same.stdout);
  assert.deepEqual([unchanged.news, unchanged.gone, unchanged.changed, unchanged.unmatched], [[], [], [], []]);
  assert.ok(unchanged.totals.known > 0);
  assert.deepEqual(unchanged.a.images, 4);
  assert.equal(demo.registry.requests.length, asked);

  await renew([NEWS]);
  const dry = await run("rematch", "--dry-run");
  assert.equal(dry.code, 0, dry.stderr);
  assert.equal(dry.stdout, "4 images would be matched with the newest database, without asking a registry\n");
  assert.equal(demo.registry.requests.length, asked);
});

testRematch("after a new database, exactly what it changes is printed, and no image is asked for", async (bench) => {
  const { run, renew, demo } = bench;
  const scanned = await run("run", "remote");
  assert.equal(scanned.code, 0, scanned.stderr);
  const same = await run("rematch", "--json");
  assert.equal(same.code, 0, same.stderr);
  const unchanged = JSON.parse(same.stdout);
  assert.deepEqual([unchanged.news, unchanged.gone, unchanged.changed, unchanged.unmatched], [[], [], [], []]);
  assert.ok(unchanged.totals.known > 0);

  await renew([NEWS]);
  const dry = await run("rematch", "--dry-run");
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /^4 images would be matched with the newest database/);

  const asked = demo.registry.requests.length;
  const found = await run("rematch", "--json", "--fail-on", "CRITICAL");
  assert.equal(found.code, 1, found.stderr);
  const { news, gone, changed, totals, unmatched } = JSON.parse(found.stdout);
  assert.deepEqual([gone, changed, unmatched], [[], [], []]);
  assert.deepEqual(
    news.map(({ id, severity, images }: Record<string, unknown>) => [id, severity, images]),
    [[NEWS.id, "CRITICAL", demo.references.filter((image) => /alpine|node/.test(image))]],
  );
  assert.equal(totals.known, unchanged.totals.known);
  const since = demo.registry.requests.slice(asked).map(({ path }) => path);
  assert.deepEqual([...new Set(since.filter((path) => !path.includes("/trivy-db/") && path !== "/v2/"))], []);

  // What is new stays new until a run has looked: whoever missed the answer, or was interrupted, asks again.
  const again = await run("rematch");
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /2 new \(2 CRITICAL\), 0 gone/);
});

testRematch("what a server has forgotten is put back: no layer is fetched, also by two at once", async (bench) => {
  const { run, renew, demo, cwd } = bench;
  assert.equal((await run("run", "remote")).code, 0);
  await renew([NEWS]);
  await rm(join(cwd, ".trivy_cache/server-0"), { recursive: true });
  const asked = demo.registry.requests.length;
  const both = await Promise.all([run("rematch", "--json"), run("rematch", "--json")]);
  const ofImages = demo.registry.requests.slice(asked).filter(({ path }) => path.includes("/demo/"));
  assert.deepEqual(ofImages, []);
  for (const { code, stderr, stdout } of both) {
    assert.equal(code, 0, stderr);
    const { unmatched, news, totals } = JSON.parse(stdout);
    assert.deepEqual(unmatched, []);
    assert.deepEqual([news.length, totals.known > 0], [1, true]);
  }
  const scanned = await run("run", "remote");
  assert.equal(scanned.code, 0, scanned.stderr);
  // No client has checked what was printed: no run takes it for a result.
  assert.match(scanned.stderr, /3 rematched with another database/);
});

testRematch("what was damaged on the disk is known no more", async ({ run, renew, cwd }) => {
  assert.equal((await run("run", "remote")).code, 0);
  await renew([NEWS]);
  const kept = join(cwd, ".trivy_cache/results/content-v2");
  for (const file of await readdir(kept, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) await appendFile(join(file.parentPath, file.name), "x");
  }
  const { code, stderr, stdout } = await run("rematch");
  assert.equal(code, 2, stderr + stdout);
  assert.match(stderr, /is damaged and not used/);
  assert.match(stderr, /No image is known/);
});

testRematch("who interrupts it gets no answer, and loses nothing", async ({ run, start, renew }) => {
  assert.equal((await run("run", "remote")).code, 0);
  await renew([NEWS]);
  const running = start("rematch");
  await running.sees("Downloading the vulnerability database");
  running.child.kill("SIGINT");
  const { code, stdout } = await running.ended;
  assert.deepEqual([code, stdout], [130, ""]);
  const { totals } = JSON.parse((await run("rematch", "--json")).stdout);
  assert.equal(totals.news.CRITICAL, 2);
});

testRematch(
  "where no image is known, that is said, and what to do; no database is downloaded for it",
  async (bench) => {
    const { run, demo, cwd } = bench;
    const { code, stderr, stdout } = await run("rematch");
    assert.equal(code, 2, stderr);
    assert.deepEqual(demo.registry.requests, []);
    const config = JSON.parse(await readFile(join(cwd, "scan.config.json"), "utf8"));
    config.pipelines.remote.processors[0].trivy.scanners = ["vuln", "license"];
    await writeFile(join(cwd, "other.config.json"), JSON.stringify(config));
    const others = await run("rematch", "--config", "other.config.json", "--verbose");
    assert.equal(others.code, 2);
    assert.match(others.stderr, /each image is scanned again: scanners has "license", which depends on more than/);
    assert.equal(stdout, "");
    assert.match(stderr, /No image is known that was scanned with this Trivy and these options: run a scan first/);
    const wrong = await run("rematch", "--fail-on", "AWFUL");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--fail-on expects a severity: UNKNOWN, LOW/);
    assert.equal((await run("rematch", "nowhere")).code, 2);
  },
);

test.run();
