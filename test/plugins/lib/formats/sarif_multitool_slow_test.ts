import assert from "node:assert/strict";
import { test } from "uvu";
import { validateWithMultitool } from "#support/formats/checks/sarif_multitool.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { testWith } from "#support/needs.ts";

async function format() {
  return (await formatOutcomes("sarif", HARD_OUTCOMES)).parts[""] ?? "";
}

testWith(
  test,
  ["sarif-multitool"],
  "Microsoft's SARIF Multitool has GitHub's rules kept, but for our address",
  async () => {
    const found = await validateWithMultitool(await format());
    assert.deepEqual(
      found.map((line) => line.split(" ", 2).join(" ")),
      ["warning SARIF2005"],
    );
  },
);

testWith(test, ["sarif-multitool"], "the SARIF Multitool finds what GitHub would refuse", async () => {
  const log = JSON.parse(await format());
  log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "/absolute";
  delete log.runs[0].results[1].locations[0].physicalLocation.region;
  delete log.runs[0].tool.driver.rules[0].help;
  const found = (await validateWithMultitool(JSON.stringify(log))).join("\n");
  for (const rule of ["SARIF1004", "GH1003", "GH2012"]) assert.match(found, new RegExp(`error ${rule}`));
});

test.run();
