/** What nobody looked for is in no report, and looks like nothing that was not found. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { Outcome, Severity } from "#core/mod.ts";
import type { FormatName } from "#plugins/lib/formats/formats.ts";
import { SeverityFloors } from "#plugins/lib/formats/severity_floors.ts";
import { CHECKS } from "#support/formats/checks/check_report.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { makeDone, makeFailed, makeVulnerability } from "#support/outcomes.ts";

const from = (minSeverity: Severity) => makeDone([makeVulnerability({ severity: "CRITICAL" })], { minSeverity });

function describe(outcomes: readonly Outcome[]) {
  const floors = new SeverityFloors();
  for (const outcome of outcomes) floors.add(outcome);
  return floors.describe();
}

async function write(format: FormatName, outcomes: readonly Outcome[]) {
  const text = (await formatOutcomes(format, outcomes)).parts[""] ?? "";
  await CHECKS[format](text);
  return text;
}

test("the least severity of the images that were scanned is said, of each where they differ", () => {
  assert.equal(describe([]), undefined);
  assert.equal(describe([from("UNKNOWN"), makeFailed()]), undefined);
  assert.equal(describe([from("HIGH"), from("HIGH"), makeFailed()]), "Nothing below HIGH was looked for");
  assert.equal(
    describe([from("LOW"), from("UNKNOWN"), from("CRITICAL"), from("LOW")]),
    "Nothing below CRITICAL was looked for in 1 image, nothing below LOW in 2 images",
  );
});

for (const [format, pattern] of [
  ["html", /<p class="lead">Nothing below HIGH was looked for\.<\/p>/],
  ["markdown", /^\nNothing below HIGH was looked for\.\n$/m],
  [
    "sarif",
    /"level":"note","message":\{"text":"Nothing below HIGH was looked for\."\},"descriptor":\{"id":"SEVERITY_FLOOR"\}/,
  ],
  ["junit", /<property name="min-severity" value="HIGH"\/>/],
] as const satisfies readonly (readonly [FormatName, RegExp])[]) {
  test(`${format} says what nobody looked for, and nothing where all was`, async () => {
    assert.match(await write(format, [from("HIGH")]), pattern);
    assert.doesNotMatch(await write(format, [from("UNKNOWN")]), /Nothing below|min-severity" value="HIGH/);
  });
}

test("a severity that nobody looked for has no 0 in the page and in Markdown", async () => {
  assert.match(await write("markdown", [from("HIGH")]), /\| 1 \| 0 \| - \| - \| - \|/);
  assert.match(await write("markdown", [from("HIGH"), from("LOW")]), /\| 0 \| 0 \| 0 \| - \|/);
  const page = await write("html", [from("HIGH")]);
  assert.match(page, /<li class="none"><strong>–<\/strong> Medium<\/li>/);
  assert.match(page, /<li class="none"><strong>0<\/strong> High<\/li>/);
});

test.run();
