/** Runs with a history, one after the other: what is new, known and gone. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import {
  defineProcessor,
  type Finding,
  type Outcome,
  type ScanConfig,
  type ScanFacts,
  type Target,
} from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { history } from "#plugins/mod.ts";
import { collector, image, runToEnd, sourceOf } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** What one run looks at: findings by image; an error is thrown. */
type Images = Readonly<Record<string, readonly Finding[] | Error>>;

interface Look {
  readonly images: Images;
  readonly target?: Partial<Target>;
  readonly scans?: readonly ScanFacts[];
  readonly options?: Parameters<typeof history>[0];
  readonly accept?: ScanConfig["accept"];
  readonly startedAt?: Date;
}

const SCAN: ScanFacts = {
  scanner: { name: "scanner", version: "1.0" },
  origin: "scan",
  scannedAt: "2026-01-02T03:04:05.000Z",
  attempts: 1,
  caveats: [],
};

function vulnerability(id: string, severity: Finding["severity"] = "HIGH"): Finding {
  return fakeFinding({ id, severity });
}

/** Runs a pipeline over images, with the history of a folder. */
async function look(folder: string, { images, target = {}, scans = [SCAN], options, accept }: Look) {
  const { sink, outcomes, summary } = collector();
  const scanner = defineProcessor({
    name: "scanner",
    provides: ["findings", "scans"],
    setup: () => ({
      process({ target: { image: name = "" } }) {
        const found = images[name];
        if (found instanceof Error) throw found;
        return { findings: found ?? [], scans };
      },
    }),
  });
  const source = sourceOf(() => Object.keys(images).map((name) => image(name, target)));
  const { error, events } = await runToEnd(
    { sources: [source], processors: [scanner()], sinks: [sink, history(options)], accept },
    { outputDir: folder },
  );
  assert.equal(error, undefined);
  const logs = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
  return { outcomes, summary: summary(), logs: logs.join("\n"), byName: byName(outcomes) };
}

/** What is said of each image: `new`, `gone` and, of the first look at its repository, `first`. */
function byName(outcomes: readonly Outcome[]) {
  return Object.fromEntries(
    outcomes.map(({ target, data, comparison }) => [
      target.image,
      comparison && {
        news: data.findings?.filter(({ isNew }) => isNew).map(({ id }) => id),
        gone: comparison.gone.map(({ id }) => id),
        ...(comparison.isFirst && { isFirst: true }),
        ...(comparison.minSeverity && { minSeverity: comparison.minSeverity }),
      },
    ]),
  );
}

test("the first run has nothing to compare with; the second one says what is new and what is gone", async () => {
  await inTempFolder(async (folder) => {
    const first = await look(folder, { images: { "app:1": [vulnerability("A"), vulnerability("B")], "web:1": [] } });
    assert.deepEqual(first.byName, { "app:1": undefined, "web:1": undefined });
    assert.equal(first.summary?.comparison, undefined);
    assert.match(first.logs, /begins: the next run says what is new/);

    const second = await look(folder, { images: { "app:1": [vulnerability("B"), vulnerability("C")], "web:1": [] } });
    assert.deepEqual(second.byName, { "app:1": { news: ["C"], gone: ["A"] }, "web:1": { news: [], gone: [] } });
    assert.match(second.outcomes[0]?.comparison?.with ?? "", /^the run of \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    assert.equal(second.summary?.comparison?.news.HIGH, 1);
    assert.equal(second.summary?.comparison?.gone, 1);

    const third = await look(folder, { images: { "app:1": [vulnerability("B"), vulnerability("C")] } });
    assert.deepEqual(third.byName, { "app:1": { news: [], gone: [] } });
    const { mode } = await stat(join(folder, ".hullscan/history.db"));
    assert.equal(mode & 0o777, 0o600);
  });
});

test("a new tag is compared with the one before it, a new repository with nothing", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, {
      images: { "app:1.9": [vulnerability("A")], "app:1.10": [vulnerability("B")], "app:2.0": [vulnerability("C")] },
    });
    const { byName: said } = await look(folder, {
      images: { "app:1.11": [vulnerability("B"), vulnerability("D")], "web:1": [vulnerability("A")] },
    });
    assert.deepEqual(said, {
      "app:1.11": { news: ["D"], gone: [] },
      "web:1": { news: ["A"], gone: [], isFirst: true },
    });
  });
});

test("an image that could not be scanned loses nothing: it is compared with its last scan", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    const failed = await look(folder, { images: { "app:1": new Error("no answer") } });
    assert.deepEqual(failed.byName, { "app:1": undefined });
    const { byName: said } = await look(folder, { images: { "app:1": [vulnerability("A"), vulnerability("B")] } });
    assert.deepEqual(said, { "app:1": { news: ["B"], gone: [] } });
  });
});

test("a run that reports other severities compares those that both report, and says so", async () => {
  await inTempFolder(async (folder) => {
    const all = [vulnerability("A", "LOW"), vulnerability("B", "HIGH"), vulnerability("C", "CRITICAL")];
    await look(folder, { images: { "app:1": all.slice(1) }, target: { minSeverity: "HIGH" } });
    const lower = await look(folder, { images: { "app:1": all }, target: { minSeverity: "UNKNOWN" } });
    assert.deepEqual(lower.byName, { "app:1": { news: [], gone: [], minSeverity: "HIGH" } });
    const higher = await look(folder, { images: { "app:1": all.slice(2) }, target: { minSeverity: "CRITICAL" } });
    assert.deepEqual(higher.byName, { "app:1": { news: [], gone: [], minSeverity: "CRITICAL" } });
  });
});

test("nothing is gone where this run could not have seen it: another scanner, a caveat", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    const caveats = [{ code: "OS_UNKNOWN", message: "The system is not known" }];
    const doubtful = await look(folder, { images: { "app:1": [] }, scans: [{ ...SCAN, caveats }] });
    assert.deepEqual(doubtful.byName, { "app:1": { news: [], gone: [] } });
    const again = await look(folder, { images: { "app:1": [vulnerability("A")] } });
    assert.deepEqual(again.byName, { "app:1": { news: ["A"], gone: [] } });
    const other = { ...SCAN, scanner: { name: "other" } };
    const elsewhere = await look(folder, { images: { "app:1": [] }, scans: [other] });
    assert.deepEqual(elsewhere.byName, { "app:1": { news: [], gone: [] } });
  });
});

test("what rules accept is remembered like the rest: a set of findings is the same under other rules", async () => {
  await inTempFolder(async (folder) => {
    const images = { "app:1": [vulnerability("A"), vulnerability("B")] };
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await look(folder, { images, accept: [{ id: "A", reason: "not loaded", until }] });
    const { byName: said } = await look(folder, { images });
    assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
    const { default: Database } = await import("libsql");
    const database = new Database(join(folder, ".hullscan/history.db"));
    const sets = database.prepare("select high, critical from finding_set").all();
    database.close();
    assert.deepEqual(sets, [{ high: 2, critical: 0 }]);
  });
});

const DAMAGE: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  "is no database": (path) => writeFile(path, "this is no database, but a text of some length".repeat(200)),
  "was cut off": (path) => truncate(path, 5000),
};

for (const [what, damage] of Object.entries(DAMAGE)) {
  test(`a history that ${what} is set aside, and the run is complete`, async () => {
    await inTempFolder(async (folder) => {
      const path = join(folder, ".hullscan/history.db");
      const many = Array.from({ length: 300 }, (_, index) => vulnerability(`CVE-${index}`));
      await look(folder, { images: { "app:1": many } });
      await damage(path);
      const { outcomes, logs } = await look(folder, { images: { "app:1": many } });
      assert.equal(outcomes[0]?.data.findings?.length, 300);
      assert.match(logs, /damaged/);
      const names = await readdir(join(folder, ".hullscan"));
      assert.ok(
        names.some((name) => name.includes(".damaged-")),
        names.join(),
      );
      await look(folder, { images: { "app:1": many } });
      const { byName: said } = await look(folder, { images: { "app:1": many } });
      assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
    });
  });
}

test("a history of a newer hullscan, and one that is a link, are left alone, with a warning", async () => {
  await inTempFolder(async (folder) => {
    const { default: Database } = await import("libsql");
    await mkdir(join(folder, ".hullscan"));
    const path = join(folder, ".hullscan/history.db");
    const database = new Database(path);
    database.pragma("user_version = 99");
    database.close();
    await chmod(path, 0o600);
    const { logs, outcomes } = await look(folder, { images: { "app:1": [vulnerability("A")] } });
    assert.match(logs, /written by a newer hullscan \(its format is 99\): this run is not remembered/);
    assert.equal(outcomes.length, 1);
    await symlink(path, join(folder, "link.db"));
    const linked = await look(folder, { images: { "app:1": [] }, options: { file: "link.db" } });
    assert.match(linked.logs, /it is not a regular file/);
  });
});

test("of two runs at once each is whole", async () => {
  await inTempFolder(async (folder) => {
    const images = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`app${index}:1`, [vulnerability(`CVE-${index}`), vulnerability("A")]]),
    );
    await Promise.all([look(folder, { images }), look(folder, { images })]);
    const { byName: said, logs } = await look(folder, { images });
    assert.doesNotMatch(logs, /not remembered/);
    for (const comparison of Object.values(said)) assert.deepEqual(comparison, { news: [], gone: [] });
  });
});

test("old runs are removed with what only they had; what the last run knows stays", async () => {
  await inTempFolder(async (folder) => {
    const options = { keepRuns: 2 };
    for (const id of ["A", "B", "C", "D"]) await look(folder, { images: { "app:1": [vulnerability(id)] }, options });
    const { default: Database } = await import("libsql");
    const database = new Database(join(folder, ".hullscan/history.db"));
    const count = (table: string) =>
      (database.prepare(`select count(*) n from ${table}`).get() as { readonly n: number }).n;
    assert.deepEqual(["run", "entry", "result", "finding_set", "finding"].map(count), [2, 2, 2, 2, 2]);
    database.close();
    const { byName: said } = await look(folder, { images: { "app:1": [vulnerability("D")] }, options });
    assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
  });
});

test("a run that is killed leaves a history that can be used, and is not compared with", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(import.meta.dirname, "fixtures/endless_run.ts"), folder],
      {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      },
    );
    await once(child, "message");
    child.kill("SIGKILL");
    await once(child, "exit");
    const { byName: said, logs } = await look(folder, { images: { "app:1": [vulnerability("B")] } });
    assert.deepEqual(said, { "app:1": { news: ["B"], gone: ["A"] } });
    assert.doesNotMatch(logs, /damaged|not remembered/);
  });
});

test.run();
