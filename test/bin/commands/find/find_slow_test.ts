import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import type { Finding } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { runCli } from "#support/cli.ts";
import { askHistory, KEY, type MadeRun, makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";

function openssl(version: string, fields: Parameters<typeof fakeFinding>[0] = {}): Finding {
  const purl = `pkg:deb/debian/openssl@${version}?arch=amd64`;
  return fakeFinding({
    id: "CVE-2023-4911",
    aliases: ["GHSA-abcd-1234-5678"],
    severity: "CRITICAL",
    package: { name: "openssl", version, class: "os", type: "debian", purl },
    fix: { state: "fixed", versions: ["3.0.14"] },
    ...fields,
  });
}

/** What a terminal would obey. */
const UNSAFE = /[^\P{Cc}\n]|\p{Cf}/u;

const RUNS: readonly MadeRun[] = [
  {
    day: "2026-10-01",
    target: { labels: { owner: "@shop" } },
    images: { "shop/cart:1": [openssl("3.0.1"), KEY], "shop/pay:7": [] },
  },
  {
    day: "2026-10-05",
    target: { labels: { owner: "@shop" } },
    images: { "shop/cart:1": [openssl("3.0.2"), KEY], "shop/pay:7": [openssl("3.0.9")], "shop/gone:1": "TIMEOUT" },
  },
  {
    day: "2026-10-09",
    target: { labels: { owner: "@shop" } },
    images: { "shop/cart:1": [KEY], "shop/pay:7": "IMAGE_NOT_FOUND" },
  },
];

/** Asks a history that is there. */
async function ask(args: readonly string[], runs: readonly MadeRun[] = RUNS) {
  const { code, stdout, stderr } = await askHistory(["find", ...args], runs);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function askImages(...args: readonly string[]) {
  const { images } = JSON.parse(await ask([...args, "--json"])) as {
    readonly images: readonly { readonly image: string; readonly findings: readonly { readonly since: string }[] }[];
  };
  return images.map(({ image, findings }) => [image, ...findings.map(({ since }) => since.slice(0, 10))]);
}

test("scan find names the images that have a vulnerability as of their last scan, since when, its fix and the owner", async () => {
  const stdout = await ask(["CVE-2023-4911"]);
  assert.match(stdout, /^CVE-2023-4911 CRITICAL$/m);
  assert.match(stdout, /In 1 of 2 images/);
  assert.match(stdout, /shop\/pay:7 +CRITICAL +openssl 3\.0\.9 +3\.0\.14 +2026-10-05 +2026-10-05 +@shop/);
  assert.match(
    stdout,
    /It may be elsewhere, too:\n {2}1 image could never be scanned\n {2}1 image could not be scanned again/,
  );
  assert.doesNotMatch(stdout, /cart/);
});

test("--at asks what was known then: also after a version has changed, an image has it since it first had it", async () => {
  assert.deepEqual(await askImages("CVE-2023-4911", "--at", "2026-10-04"), [["shop/cart:1", "2026-10-01"]]);
});

test("what is nowhere is no error, and the answer says how far it goes", async () => {
  const stdout = await ask(["zlib"], [{ day: "2026-10-01", images: { "a:1": [] }, caveats: ["OS_END_OF_LIFE"] }]);
  assert.match(stdout, /It was not found in 1 image$/m);
  assert.match(stdout, /1 image may have more than was found \(caveats\)/);
  assert.match(stdout, /packages with findings, and not those without/);
});

test("what a history holds does not command the terminal", async () => {
  const evil = openssl("3.0.1\u001b[2J", { location: { path: "\u202e" } });
  const runs = [{ day: "2026-10-01", images: { "a:1\u001b]0;x\u0007": [evil] } }];
  assert.doesNotMatch(await ask(["openssl"], runs), UNSAFE);
  assert.doesNotMatch(await ask(["openssl", "--json"], runs), UNSAFE);
});

test("a question to no history, or with a mistake, ends with 2 and says what to do", async () => {
  await inTempFolder(async (cwd) => {
    const missing = await runCli(["find", "openssl"], { cwd });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /There is no history at ".*\.hullscan\/history\.db"/);
    await makeHistory(join(cwd, "kept.db"), RUNS);
    for (const [args, message] of [
      [["openssl<"], /"openssl<" is not a range of versions/],
      [["openssl", "--at", "2026-13-01"], /"2026-13-01" is not a day or a time/],
      [["openssl", "--at", "2026-09-30"], /does not know what was on 2026-09-30.*its first run began at 2026-10-01/],
    ] as const) {
      const { code, stderr } = await runCli(["find", ...args, "--history", "kept.db"], { cwd });
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });
});

test.run();
