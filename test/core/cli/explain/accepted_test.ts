/** What scan explain says of findings that a rule accepts. */
import assert from "node:assert/strict";
import { test } from "uvu";
import { chooseSubject } from "#core/cli/explain/choose_subject.ts";
import { collect } from "#core/cli/explain/collect.ts";
import { formatAnswer } from "#core/cli/explain/format.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import type { Acceptance } from "#core/kit.ts";
import type { Outcome } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeScan } from "#core/testing/mod.ts";

const RISK: Acceptance = {
  ...{ status: "accepted", reason: "not \u001b[31mreachable", rule: "scan.accept.yaml:3" },
  ...{ until: "2026-12-31", owner: "@team-a" },
};
const WORDS = "accepted until 2026-12-31 by @team-a: not \\u{1b}[31mreachable (scan.accept.yaml:3)";

const fix = { state: "fixed", versions: ["2"] } as const;
const of = (image: string, findings: Parameters<typeof fakeFinding>[0][]): Outcome =>
  fakeOutcome({ target: { image }, data: { findings: findings.map((one) => fakeFinding(one)), scans: [fakeScan()] } });

const OUTCOMES = [
  of("app:1", [
    { id: "CVE-1", severity: "HIGH", fix, accepted: RISK },
    { id: "CVE-2", severity: "HIGH", title: "open" },
  ]),
  of("app:2", [{ id: "CVE-1", severity: "HIGH", fix, accepted: RISK }]),
  of("app:3", [{ id: "CVE-1", severity: "HIGH", fix, title: "a title" }]),
];

async function explain(word: string): Promise<string> {
  async function* pull() {
    yield* OUTCOMES;
  }
  const found = await collect(pull(), word);
  const subject = chooseSubject(word, found, { path: "scan.json", isWhole: true });
  const report = { label: "remote", startedAt: new Date(0), isInterrupted: () => false };
  const about = { path: "scan.json", report, subject, word, found };
  const glyphs = chooseGlyphs({ LANG: "C.UTF-8" }, "linux");
  return formatAnswer(about as never, { paint: (_: unknown, text: string) => text, width: 200, glyphs });
}

test("an image: accepted findings are marked, and count on their own", async () => {
  const text = await explain("app:1");
  assert.match(text, /^ *1 HIGH, 1 accepted\n/m);
  assert.ok(text.includes(`HIGH CVE-1 ${WORDS}\n`), text);
  assert.match(text, /HIGH CVE-2 open\n/);
  const all = await explain("app:2");
  assert.match(all, /^ *1 accepted\n/m);
  assert.doesNotMatch(all, /clean|no findings|fixable/);
});

test("a vulnerability: images where a rule accepts it stand apart from the others", async () => {
  const text = await explain("CVE-1");
  assert.match(text, /^ *In 3 of 3 scanned targets$/m);
  const [open = "", accepted = ""] = text.split(WORDS);
  assert.match(open, /\(Debian-package\) {2}1 HIGH\n[\s\S]*in 1 image\n.*app:3/);
  assert.match(accepted, /in 2 images\n.*app:1\n.*app:2/);
});

test("a package: who accepts it stands above its findings, once", async () => {
  const text = await explain("libc6");
  assert.equal(text.split(WORDS).length, 2, text);
  assert.match(text, /^ *2 findings in 3 images of 3 scanned targets$/m);
});

test.run();
