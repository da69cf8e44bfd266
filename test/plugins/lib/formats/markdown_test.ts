import assert from "node:assert/strict";
import { test } from "uvu";
import { COMPARED_OUTCOMES } from "#support/formats/compared_outcomes.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeFailed, makeVulnerability } from "#support/outcomes.ts";

test("Markdown says what the run came to, with failed images and caveats, and is what it was", async () => {
  const { parts } = await formatOutcomes("markdown", HARD_OUTCOMES);
  const text = parts[""] ?? "";
  assertGolden("markdown.md", text);
  assert.match(text, /^<!-- hullscan:remote -->\n\*\*.*1 could not be scanned; 1 with caveats; 1 skipped\*\*\n/);
  assert.match(text, /\| `upgrade libc6 2\.36-9 -> 2\.36-9\+deb12u3` \| 1 \| 0 \| 1 \| 1 \| 1 \| `team-a \(1\)` \|\n/);
});

test("Markdown keeps text from images out of markup, and cells whole", async () => {
  const image = "a`b``c | <b> @team #1";
  const { parts } = await formatOutcomes("markdown", [makeDone([makeVulnerability()], { image })]);
  const row = (parts[""] ?? "").split("\n").find((line) => line.includes("<code>"));
  assert.equal(row?.split("|").length, 9);
  assert.doesNotMatch(row ?? "", /<b>|@team|#1 |`/);
});

test("Markdown says what is new, the worst first, and counts it by image; of an unknown past it says nothing", async () => {
  const { parts } = await formatOutcomes("markdown", COMPARED_OUTCOMES);
  const text = parts[""] ?? "";
  assert.match(
    text,
    /2 new \(1 CRITICAL, 1 HIGH\), 1 gone since the run of 2024-01-01 02:03 UTC; 1 image is new; 1 finding/,
  );
  const section = text.slice(text.indexOf("### New"), text.indexOf("### Worst images"));
  assert.match(
    section,
    /CRITICAL \| `CVE-2024-4 in [^|]*` \| `new:1` \|\n\| HIGH \| `CVE-2024-2 in [^|]*` \| `app:1` \|\n/,
  );
  assert.doesNotMatch(section, /CVE-2024-[13]/);
  assert.match(text, /\| Image \|.*\| Fixable \| New \|\n/);
  assert.match(text, /\| `app:1` \|.*\| 1 \|\n/);
  const alone = await formatOutcomes("markdown", HARD_OUTCOMES);
  assert.doesNotMatch(alone.parts[""] ?? "", /\bNew\b|since/);
});

test("Markdown stays below its limit, counts what is left out, and says that a run was interrupted", async () => {
  const failed = Array.from({ length: 90 }, (_, index) => makeFailed({ image: `registry.example.com/app:${index}` }));
  const { parts, warnings } = await formatOutcomes("markdown", failed, {
    options: { maxBytes: 3000 },
    summary: { interrupted: true },
  });
  assert.ok(Buffer.byteLength(parts[""] ?? "") <= 3000);
  assert.match(parts[""] ?? "", /\*\*The run was interrupted.*90 could not be scanned/);
  assert.match(warnings.join(), /\d+ rows are left out/);
});

test.run();
