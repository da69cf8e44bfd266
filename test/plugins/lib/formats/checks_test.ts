import assert from "node:assert/strict";
import { test } from "uvu";
import { FORMATS, type FormatName } from "#plugins/lib/formats/formats.ts";
import { CHECKS } from "#support/formats/checks/check_report.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";

const NAMES = Object.keys(FORMATS) as FormatName[];

for (const name of NAMES) {
  test(`${name} is what its readers take, of a run with all that is hard and of one with nothing`, async () => {
    for (const outcomes of [HARD_OUTCOMES, []]) {
      const { parts } = await formatOutcomes(name, outcomes);
      for (const text of Object.values(parts)) await CHECKS[name](text);
    }
  });
}

/** A mistake in a report that its check has to find. */
const BROKEN: Readonly<Record<FormatName, (text: string) => string>> = {
  csv: (text) => text.replace(",", ",,"),
  cyclonedx: (text) => text.replace('"specVersion"', '"specificationVersion"'),
  defectdojo: (text) => text.replace('"impact"', '"impacts"'),
  gitlab: (text) => text.replace('"severity":"Critical"', '"severity":"CRITICAL"'),
  html: (text) => text.replace("</body>", '<img src="https://example.com/x.png"></body>'),
  junit: (text) => text.replace(/ time="[^"]*"/, ' time=""'),
  markdown: (text) => text.replace(/^\| /m, "| | "),
  ndjson: (text) => text.trimEnd().slice(0, text.trimEnd().lastIndexOf("\n") + 1),
  openvex: (text) => text.replace('"action_statement"', '"action"'),
  sarif: (text) => text.replace(/"security-severity":"([\d.]+)"/, '"security-severity":$1'),
};

for (const name of NAMES) {
  test(`the check of ${name} finds a mistake`, async () => {
    const text = (await formatOutcomes(name, HARD_OUTCOMES)).parts[""] ?? "";
    const broken = BROKEN[name](text);
    assert.notEqual(broken, text);
    await assert.rejects(async () => CHECKS[name](broken));
  });
}

test.run();
