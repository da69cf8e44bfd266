import assert from "node:assert/strict";
import { test } from "uvu";
import { parseOutcome } from "#core/kit.ts";
import { fakeFinding, fakeOutcome } from "#core/testing/mod.ts";
import { toElement } from "#plugins/lib/formats/mod.ts";
import { parseElement } from "#plugins/lib/history/parse_element.ts";

test("a report with details gives back what was new, and what was gone", () => {
  const known = fakeFinding({ id: "CVE-2026-0001", severity: "HIGH" });
  const added = fakeFinding({ id: "CVE-2026-0002", severity: "CRITICAL", isNew: true });
  const gone = [fakeFinding({ id: "CVE-2025-0001", severity: "HIGH" })];
  const comparison = { with: "the run of 2026-11-20 10:00 UTC", gone, isFirst: true, minSeverity: "HIGH" } as const;
  const outcome = { ...fakeOutcome({ data: { findings: [known, added] } }), comparison };
  const element = JSON.parse(JSON.stringify(toElement(outcome, { details: true })));
  assert.equal(element.scan_details.comparison.new, 1);
  const read = parseOutcome(parseElement(element), "report");
  const { gone: lost = [], ...rest } = read.comparison ?? {};
  assert.deepEqual(rest, { with: comparison.with, isFirst: true, minSeverity: "HIGH" });
  assert.deepEqual(
    lost.map(({ id, severity }) => [id, severity]),
    [["CVE-2025-0001", "HIGH"]],
  );
  assert.deepEqual(read.data.findings?.map(({ id, isNew }) => [id, isNew]).sort(), [
    ["CVE-2026-0001", undefined],
    ["CVE-2026-0002", true],
  ]);
  assert.doesNotMatch(JSON.stringify(toElement(outcome, { details: false })), /is_new|comparison/);
});

test.run();
