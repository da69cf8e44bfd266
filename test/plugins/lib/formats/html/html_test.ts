import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";

/** What a test reads of the data's lines. */
type Line =
  | readonly ["run" | "issue" | "end", ...unknown[]]
  | readonly ["advisory", { readonly title: string; readonly description: string; readonly links: readonly string[] }]
  | readonly ["image", { readonly name: string }, readonly number[], readonly number[], readonly unknown[]];

/** The page, and the lines of its data. */
async function writePage(outcomes: Iterable<Outcome>, more: Parameters<typeof formatOutcomes>[2] = {}) {
  const { parts, warnings } = await formatOutcomes("html", outcomes, more);
  const page = parts[""] ?? "";
  const plain = /<script type="application\/json" class="data">(.*?)<\/script>/s.exec(page)?.[1];
  const packed = [...page.matchAll(/<script type="application\/octet-stream" class="data">(.*?)<\/script>/g)];
  const bytes = Buffer.concat(packed.map(([, text = ""]) => Buffer.from(text, "base64")));
  const lines = JSON.parse(plain ?? gunzipSync(bytes).toString()) as readonly Line[];
  return { page, lines, warnings, isPacked: plain === undefined };
}

test("the page is what it was, but for its script and style", async () => {
  const { page } = await writePage(HARD_OUTCOMES, { summary: { interrupted: true, emitted: 7, total: 57 } });
  const ownParts = page
    .replace(/<style>.*?<\/style>/s, "<style></style>")
    .replace(/<script>\n?"use strict".*?<\/script>/s, "<script></script>")
    .replace(/sha256-[^&]+/g, "sha256-…");
  assertGolden("html.html", ownParts);
});

test("the page's script writes no markup and runs no text, and its files share no name", async () => {
  const { page } = await writePage(HARD_OUTCOMES);
  const script = /<script>(.*?)<\/script>/s.exec(page)?.[1];
  assert.doesNotMatch(script ?? "", /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|^import |^export /m);
  const names = [...(script ?? "").matchAll(/^(?:async )?(?:function\*?|const|let|class) (\w+)/gm)].map(
    ([, name]) => name,
  );
  assert.ok(names.length > 30);
  assert.deepEqual([...new Set(names)], names, "files of the page share their names");
});

test("what comes from images is text, and addresses are of web pages", async () => {
  const { page, lines } = await writePage(HARD_OUTCOMES);
  const advisories = lines.flatMap(([type, value]) => (type === "advisory" ? [value] : []));
  const [first] = advisories;
  assert.equal(first?.title, "</script><script>alert(1)</script> & \"quotes\" 'single' `ticks` | pipes");
  assert.deepEqual(first?.links, ["https://example.com/a"]);
  assert.equal(first?.description.length, 4001);
  assert.doesNotMatch(page, /javascript:|\p{Cs}|[^\P{Cc}\n]/u);
});

test("rows have their advisory, image, layer and path; the text of a secret only if asked for", async () => {
  const { lines } = await writePage(HARD_OUTCOMES);
  const [first] = lines.flatMap((line) => (line[0] === "image" ? [line] : []));
  const [, image, issues, places, distinct] = first ?? ["image", { name: "" }, [], [], []];
  assert.deepEqual([image.name, issues.length], ["registry.example.com:5000/team/app:1.27", 6]);
  assert.deepEqual(distinct[places[0] ?? -1], ["", 0, 1, "sha256:d1"]);
  assert.deepEqual(distinct[places[3] ?? -1], ["/app/.env", 3, 0, ""]);
  const secret = makeDone([makeSecret("HIGH")]);
  assert.doesNotMatch((await writePage([secret])).page, /AWS_KEY/);
  assert.match((await writePage([secret], { options: { secretText: "show" } })).page, /AWS_KEY=\*\*/);
});

test("steps that remove most stand first, upgrades with the latest of their fixed versions", async () => {
  const find = (id: string, name: string, fixed: string) =>
    makeVulnerability({
      id,
      severity: "HIGH",
      package: makePackage({ name, version: "1.0" }),
      fix: { state: "fixed", versions: [fixed] },
    });
  const { page } = await writePage([
    makeDone([find("CVE-1", "rare", "1.1")]),
    makeDone([find("CVE-2", "often", "1.10"), find("CVE-3", "often", "1.9")], { image: "b" }),
    makeDone([find("CVE-2", "often", "1.10")], { image: "c" }),
  ]);
  const fixes = page.slice(page.indexOf('id="fix-title"'), page.indexOf('<section id="explorer"'));
  const rows = fixes
    .split("<tr>")
    .slice(2)
    .map((row) =>
      row
        .replace(/<[^>]*>/g, " ")
        .trim()
        .split(/\s+/),
    );
  assert.deepEqual(rows, [
    ["often", "Debian-package", "1.0", "1.10", "0", "3", "3", "2", "3"],
    ["rare", "Debian-package", "1.0", "1.1", "0", "1", "1", "1", "4"],
  ]);
});

test("figures of a run with gaps say so above them, and those of a whole one do not", async () => {
  const { page } = await writePage(HARD_OUTCOMES);
  assert.match(page, /8 findings in 6 scanned images<\/h2>\n.*: 1 could not be scanned, 1 with caveats\./);
  assert.doesNotMatch((await writePage([makeDone([])])).page, /Not all that may be there|This run was interrupted/);
});

test("a database that is old, or of unknown age, is said", async () => {
  const scanOf = (builtAt?: string) => {
    const facts = { scanner: { name: "trivy" }, origin: "scan" as const, scannedAt: "", attempts: 1, caveats: [] };
    return { ...makeDone([]), data: { findings: [], scans: [builtAt ? { ...facts, database: { builtAt } } : facts] } };
  };
  assert.match((await writePage([scanOf()])).page, /class="warn">Age of the vulnerability database unknown/);
  assert.match((await writePage([scanOf("2024-01-01T03:00:00Z")])).page, /<span>Vulnerability database .*, 1 day old/);
  const old = await writePage([scanOf("2024-01-01T00:00:00Z"), scanOf("2023-12-02T00:00:00Z")]);
  assert.match(
    old.page,
    /class="warn">.*2023-12-02<.*31 days old, the newest of 2024-01-01: newer advisories are missing/,
  );
});

test("long data is packed, and texts that are cut are counted", async () => {
  const many = Array.from({ length: 900 }, (_, number) =>
    makeVulnerability({ id: `CVE-2024-${number}`, description: `${1000 + number} `.repeat(900) }),
  );
  const { isPacked, lines, warnings } = await writePage([makeDone(many)]);
  assert.ok(isPacked);
  assert.equal(lines.filter(([type]) => type === "advisory").length, 900);
  assert.deepEqual(warnings, ['HTML: cut 900 texts too long for the page, with "…" at the end']);
});

test.run();
