import assert from "node:assert/strict";
import { test } from "uvu";
import { toReportPath } from "#plugins/sinks/grouped_json/report_path.ts";

const run = { id: "1", label: "both", startedAt: new Date(2024, 0, 2, 3, 4, 5), outputDir: "/reports" };

test("toReportPath() names the report after the label and the local time", () => {
  assert.equal(toReportPath(undefined, run), "/reports/advanced_scan_results_both_20240102_030405.json");
  const late = { ...run, startedAt: new Date(2024, 11, 31, 23, 59, 58) };
  assert.equal(toReportPath(undefined, late), "/reports/advanced_scan_results_both_20241231_235958.json");
});

test("toReportPath() takes the file of the options, relative to the output folder", () => {
  assert.equal(toReportPath("daily/report.json", run), "/reports/daily/report.json");
  assert.equal(toReportPath("/elsewhere/report.json", run), "/elsewhere/report.json");
});

test("toReportPath() keeps a label from naming another folder", () => {
  assert.equal(
    toReportPath(undefined, { ...run, label: "../../etc/a b+c" }),
    "/reports/advanced_scan_results_.._.._etc_a_b+c_20240102_030405.json",
  );
  assert.ok(toReportPath(undefined, { ...run, label: "x".repeat(500) }).length < 200);
});

test.run();
