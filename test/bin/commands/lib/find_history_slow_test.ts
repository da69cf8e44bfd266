/** A database answers each question as a file does. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { PostgresAddress } from "#plugins/lib/history/place/mod.ts";
import { runCli } from "#support/cli.ts";
import { KEY, type MadeRun, makeHistory } from "#support/made_history.ts";
import { testWith } from "#support/needs.ts";
import { sharedPostgres } from "#support/postgres_server.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { createAnswer, type Place } from "../../../../bin/commands/ui/api/answer.ts";

const openssl = (version: string) =>
  fakeFinding({ id: "CVE-2", aliases: ["GHSA-2"], package: { name: "OpenSSL", version, class: "os", type: "debian" } });

const RUNS: readonly MadeRun[] = [
  {
    day: "2026-10-01",
    images: { "web:2": [openssl("3.0.1"), KEY], "team/app:1": [fakeFinding({ severity: "CRITICAL" })] },
  },
  { day: "2026-10-02", images: { "web:2": "TIMEOUT", "gone:1": "IMAGE_NOT_FOUND" }, state: "interrupted" },
  { day: "2026-10-03", images: { "team/app:1": [openssl("3.0.9")] }, pipeline: "nightly", caveats: ["OS_UNKNOWN"] },
  { day: "2026-10-04", images: { "web:3": [openssl("3.0.2")], "web:2": [] }, target: { labels: { owner: "@web" } } },
  { day: "2026-10-05", images: { "web:3": [openssl("3.0.2"), fakeFinding({ id: "CVE-\0-\u{1f600}" })] } },
];

const CALLS: readonly (readonly string[])[] = [
  ["find", "ghsa-2"],
  ["find", "openssl<3.0.7", "--at", "2026-10-03"],
  ["find", "aws-access-key-id"],
  ["find", "openssl", "--plan"],
  ["plan"],
  ["history"],
  ["history", "web:2"],
  ["trend", "--pipeline", "test"],
  ["diff", "1", "last"],
  ["diff", "web:2", "web:3"],
  ["sql", "select image, platform, owner, looked_at, unchanged_since, high from images order by image"],
  ["sql", "select run_id, image, failure, critical from looks order by run_id, image"],
  ["history", "prune", "--keep-runs", "2", "--dry-run"],
];

const QUESTIONS: Readonly<Record<string, string>> = {
  ...{
    runs: "",
    trend: "",
    images: "q=WEB&limit=2",
    image: "name=app:1",
    find: "q=openssl",
    diff: "a=1&b=last",
    accepted: "",
  },
};

/** The numbers of rows are each system's own. */
const ROWS: ReadonlySet<string> = new Set(["key", "setId"]);

/** What does not depend on where a history is. */
function withoutPlace(text: string): unknown {
  const { bytes, history, ...answer } = JSON.parse(text.startsWith("[") ? `{"rows":${text}}` : text);
  return answer;
}

testWith(
  test,
  ["postgresql"],
  "each command and each page answers from a database what it answers from a file",
  async () => {
    const url = await (await sharedPostgres()).makeDatabase();
    const address = new PostgresAddress(url);
    await inTempFolder(async (cwd) => {
      const path = join(cwd, ".hullscan/history.db");
      for (const place of [path, address]) await makeHistory(place, RUNS);
      for (const [index, call] of CALLS.entries()) {
        const named =
          index % 2 === 0 ? { args: ["--history", url], env: {} } : { args: [], env: { HULLSCAN_HISTORY_URL: url } };
        const [ofFile, ofDatabase] = await Promise.all([
          runCli([...call, "--json"], { cwd }),
          runCli([...call, "--json", ...named.args], { cwd, env: named.env }),
        ]);
        assert.equal(ofDatabase.code, 0, ofDatabase.stderr);
        assert.deepEqual(withoutPlace(ofDatabase.stdout), withoutPlace(ofFile.stdout), call.join(" "));
      }
      const ask = async (place: Place, name: string) => {
        const answer = await createAnswer(place, async () => [])(
          name,
          new URLSearchParams(QUESTIONS[name]),
          new AbortController().signal,
        );
        return JSON.parse(JSON.stringify(answer, (key, value) => (ROWS.has(key) ? undefined : value)));
      };
      for (const name of Object.keys(QUESTIONS))
        assert.deepEqual(await ask(address, name), await ask(path, name), name);
    });
  },
);

testWith(test, ["postgresql"], "old runs go from a database, and it says what it takes then", async () => {
  const server = await sharedPostgres();
  const url = await server.makeDatabase();
  await inTempFolder(async (cwd) => {
    const none = await runCli(["history", "prune", "--history", url], { cwd });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /There is no history at "postgres:\/\/127\.0\.0\.1:\d+\/history_\d+"/);
    await makeHistory(new PostgresAddress(url), RUNS);
    const { stdout, stderr } = await runCli(["history", "prune", "--keep-runs", "1", "--history", url], { cwd });
    assert.match(
      stdout,
      /^History: postgres:\/\/127\.0\.0\.1:\d+\/history_\d+\n.*Removed 3 of 5 runs\n.*\n.*1 old run stays.*\n {2}Size: .* now /s,
      stderr,
    );
    assert.deepEqual(await server.administer(url, "select started_at from hullscan.run order by id"), [
      { started_at: "2026-10-03T10:00:00.000Z" },
      { started_at: "2026-10-05T10:00:00.000Z" },
    ]);
  });
});

const REFUSED: Readonly<Record<string, readonly [code: number, says: RegExp]>> = {
  "postgres://me:hunter2-and@db.example.com/x": [
    2,
    /The password of "postgres:\/\/db\.example\.com\/x" stands in --history/,
  ],
  "postgres://db.example.com/x?password=hunter2-and": [2, /The address .* is not used: Unrecognized key: "password"/],
  "postgres://db.example.com/x?sslmode=prefer": [2, /is not used: sslmode: Invalid option/],
  "postgres://me@127.0.0.1:1/x": [3, /Cannot reach the history "postgres:\/\/127\.0\.0\.1:1\/x": .*ECONNREFUSED/],
};

for (const [url, [code, says]] of Object.entries(REFUSED)) {
  test(`scan find --history ${url} ends with ${code}`, async () => {
    await inTempFolder(async (cwd) => {
      const result = await runCli(["find", "CVE-1", "--history", url], { cwd });
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, says);
      assert.doesNotMatch(result.stdout + result.stderr, /hunter2/);
    });
  });
}

test.run();
