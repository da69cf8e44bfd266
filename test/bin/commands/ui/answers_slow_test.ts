import assert from "node:assert/strict";
import { rm, truncate, writeFile } from "node:fs/promises";
import { sql } from "kysely";
import { test } from "uvu";
import type { AcceptRule } from "#core/accept/mod.ts";
import type { Finding } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { beginRun, inTransaction, openHistory } from "#plugins/lib/history/store/mod.ts";
import { testHistory } from "#support/history_engines.ts";
import { type MadeRun, makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { createAnswer } from "../../../../bin/commands/ui/api/answer.ts";
import { fetchPath } from "./support/fetch_page.ts";
import { type Served, withServed } from "./support/served.ts";

const [A, B] = [fakeFinding({ id: "CVE-1", severity: "CRITICAL" }), fakeFinding({ id: "CVE-2" })];
const RUNS: readonly MadeRun[] = [
  { day: "2026-10-01", images: { "app:1": [A, B], "team/web:2": [B], "gone:1": "IMAGE_NOT_FOUND" } },
  { day: "2026-10-03", images: { "app:1": [B], "team/web:2": "TIMEOUT" }, caveats: ["OS_END_OF_LIFE"] },
];

const RULES: readonly AcceptRule[] = [
  {
    ids: ["CVE-2"],
    matches: () => true,
    acceptance: { status: "accepted", reason: "not loaded", rule: "scan.accept.yaml:2" },
  },
  {
    ids: ["CVE-2"],
    matches: () => true,
    endsAt: 0,
    acceptance: { status: "accepted", reason: "over", rule: "scan.accept.yaml:9" },
  },
];

async function ask({ address, cookie }: Served, question: string, headers: Readonly<Record<string, string>> = {}) {
  const { body, ...fetched } = await fetchPath(address, `/api/${question}`, { headers: { cookie, ...headers } });
  return { ...fetched, body, data: fetched.status === 404 ? undefined : JSON.parse(body) };
}

testHistory(test, "every question is answered with what was recorded", ({ place }) =>
  withServed(
    RUNS,
    async (served) => {
      const { data: runs } = await ask(served, "runs");
      assert.deepEqual(
        runs.runs.map(({ number, images, failed, counts }: Record<string, unknown>) => [
          number,
          images,
          failed,
          counts,
        ]),
        [
          [2, 2, 1, { CRITICAL: 0, HIGH: 1, MEDIUM: 0, LOW: 0, UNKNOWN: 0 }],
          [1, 3, 1, { CRITICAL: 1, HIGH: 2, MEDIUM: 0, LOW: 0, UNKNOWN: 0 }],
        ],
      );
      assert.equal(runs.hasMore, false);
      const { data: newest } = await ask(served, "runs?limit=1");
      assert.deepEqual([newest.runs.length, newest.runs[0].number, newest.hasMore], [1, 2, true]);
      const { data: trend } = await ask(served, "trend?limit=1");
      assert.equal(trend.runs.length, 1);
      assert.match(trend.svg, /^<svg .*<title>Findings by severity in 1 runs/s);
      const { data: images } = await ask(served, "images");
      assert.deepEqual([images.total, images.neverScanned], [2, 1]);
      assert.deepEqual(
        images.images.map(({ image, failure, caveats, lookedAt }: Record<string, string>) => [
          ...[image, failure, caveats, lookedAt?.slice(0, 10)],
        ]),
        [
          ["app:1", null, "OS_END_OF_LIFE", "2026-10-03"],
          ["team/web:2", "TIMEOUT", "", "2026-10-01"],
        ],
      );
      const { data: page } = await ask(served, "images?limit=1&offset=1");
      assert.deepEqual([page.images.length, page.images[0].image, page.total], [1, "team/web:2", 2]);
      const { data: image } = await ask(served, "image?name=web:2");
      assert.equal(image.image, "team/web:2");
      assert.deepEqual(
        image.looks.map(({ failure }: { readonly failure: string | null }) => failure),
        ["TIMEOUT", null],
      );
      assert.deepEqual(
        image.findings.map(({ id }: { readonly id: string }) => id),
        ["CVE-2"],
      );
      const { data: never } = await ask(served, "image?name=gone:1");
      assert.deepEqual([never.current, never.findings, never.looks.length], [[], [], 1]);
      const { data: found } = await ask(served, "find?q=cve-2");
      assert.equal(found.summary, "In 2 of 2 images");
      assert.deepEqual(
        found.rows.map(({ image: name }: { readonly image: string }) => name),
        ["app:1", "team/web:2"],
      );
      const { data: earlier } = await ask(served, "find?q=CVE-1&at=2026-10-02");
      assert.equal(earlier.rows[0].image, "app:1");
      assert.equal((await ask(served, "find?q=CVE-1")).data.total, 0);
      const { data: diff } = await ask(served, "diff?a=1&b=last");
      assert.match(diff.summary, /^0 new, 0 gone/);
      assert.ok(
        diff.limits.some((line: string) => line.includes("may be gone")),
        diff.limits.join(),
      );
      assert.ok(diff.rows.some(({ id, part }: Record<string, string>) => id === "CVE-1" && part === "Gone"));
      const { data: accepted } = await ask(served, "accepted");
      assert.deepEqual(
        accepted.rules.map(({ state, findings }: Record<string, unknown>) => [state, findings]),
        [
          ["used", 2],
          ["ended", 2],
        ],
      );
      assert.deepEqual(
        accepted.rows.map(({ id, image: name, reason }: Record<string, string>) => [id, name, reason]),
        [
          ["CVE-2", "app:1", "not loaded"],
          ["CVE-2", "team/web:2", "not loaded"],
        ],
      );
    },
    { place, rules: RULES },
  ),
);

test("a wrong question is a mistake of its own, and no text of it is SQL or a file", () =>
  withServed(RUNS, async (served) => {
    const cases = [
      ["runs?limit=x", /"limit" must be a whole number/],
      ["runs?limit=-1", /"limit" must be/],
      ["find?q=", /query is empty/],
      ["find?q=CVE-1&at=yesterday", /not a day or a time/],
      ["image?name=nope", /knows no image "nope"/],
      ["diff?a=1&b=nope", /neither a report, nor a run/],
      ["diff?a=1&b=app:1", /A run is compared with a run/],
      [`diff?a=1&b=${encodeURIComponent(served.path)}`, /neither a report, nor a run/],
    ] as const;
    for (const [question, expected] of cases) {
      const { status, data } = await ask(served, question);
      assert.equal(status, 400, question);
      assert.match(data.error.message, expected, question);
    }
    for (const q of ["%", "_", "!", "'", "' or 1=1 --"]) {
      const { data } = await ask(served, `images?q=${encodeURIComponent(q)}`);
      assert.deepEqual([data.total, data.images], [0, []], q);
    }
    assert.equal((await ask(served, "images?q=TEAM")).data.total, 1);
    assert.equal((await ask(served, "runs?limit=999999999")).data.runs.length, 2);
  }));

test("a long comparison lets others be answered, and ends when nobody waits for it", async () => {
  const images = (finding: Finding) =>
    Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`app:${at}`, [finding]]));
  const runs = [
    { day: "2026-10-01", images: images(A) },
    { day: "2026-10-02", images: images(B) },
  ];
  await withServed(runs, async (served) => {
    const order: string[] = [];
    const comparing = ask(served, "diff?a=1&b=2").then(({ data }) => {
      order.push("diff");
      return data;
    });
    await ask(served, "runs").then(() => order.push("runs"));
    assert.match((await comparing).summary, /^400 new \(400 HIGH\), 400 gone/);
    assert.deepEqual(order, ["runs", "diff"]);
  });
  await inTempFolder(async (folder) => {
    await makeHistory(`${folder}/history.db`, runs);
    for (const [name, words] of [
      ["diff", "a=1&b=2"],
      ["plan", ""],
    ] as const) {
      const left = new AbortController();
      const answer = createAnswer(`${folder}/history.db`, async () => []);
      const asking = answer(name, new URLSearchParams(words), left.signal);
      left.abort();
      await assert.rejects(async () => asking, /aborted/, name);
    }
  });
});

test("a history that changes meanwhile: written, newer, damaged, gone, and there again", () =>
  withServed(RUNS, async (served) => {
    const { path } = served;
    const { db, close } = await openHistory(path, { isWritten: true });
    await inTransaction(db, async (writing) => {
      await beginRun(writing, { uid: "run-2026-10-04", label: "remote", startedAt: new Date("2026-10-04T10:00:00Z") });
      assert.equal((await ask(served, "runs")).data.runs.length, 2, "what is not done yet is not there");
    });
    assert.equal((await ask(served, "runs")).data.runs[0].state, "running");
    const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
    await sql`pragma user_version = 9999`.execute(db);
    const newer = await ask(served, "runs");
    assert.deepEqual([newer.status, newer.data.error.code], [500, "HISTORY_NEWER"]);
    await sql`pragma user_version = ${sql.lit(rows[0]?.user_version)}`.execute(db);
    await close();
    await makeHistory(path, [{ day: "2026-10-05", images: { "app:1": [A, B] } }]);
    assert.equal((await ask(served, "runs")).data.runs.length, 4);
    await truncate(path, 5000);
    const damaged = await ask(served, "images");
    assert.equal(damaged.status, 500);
    assert.match(damaged.data.error.code, /^HISTORY_(DAMAGED|UNREADABLE)$/);
    await writeFile(path, "no database, but some text that is long enough to be looked at\n".repeat(9));
    const text = await ask(served, "runs");
    assert.equal(text.status, 500);
    assert.match(text.data.error.code, /^HISTORY_/);
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${path}${suffix}`, { force: true });
    const gone = await ask(served, "runs");
    assert.deepEqual([gone.status, gone.data.error.code], [500, "HISTORY_MISSING"]);
    assert.match(gone.data.error.hint, /sink `history`/);
    await makeHistory(path, RUNS);
    assert.equal((await ask(served, "runs")).data.runs.length, 2);
  }));

test.run();
