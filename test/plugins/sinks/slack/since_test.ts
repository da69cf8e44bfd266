import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { listTexts } from "./support/check_message.ts";
import { found, runSlack, WORST, withWebhook } from "./support/run_slack.ts";

test("slack() says what is new since an earlier report, also when that is replaced during the run", async () => {
  await withWebhook(async (fake) => {
    await inTempFolder(async (cwd) => {
      const element = (image: string, ids: readonly string[], included: readonly string[]) => ({
        image,
        included_severities: included,
        "Debian-package": { HIGH: ids.map((vuln_id) => ({ type: "vulnerability", vuln_id, library: "libc6" })) },
      });
      const both = ["HIGH", "CRITICAL"];
      const report = [
        element("a:1", ["CVE-2024-0"], both),
        element("only-critical:1", [], ["CRITICAL"]),
        { image: "failed:1", error: "no" },
      ];
      await writeFile(join(cwd, "report.json"), JSON.stringify(report));
      const outcomes = [
        found("a:1", WORST),
        found("only-critical:1", ["HIGH"]),
        found("failed:1", ["HIGH"]),
        found("other:1", []),
      ];
      await runSlack({ outcomes, cwd, since: "report.json" });
      const [, , news] = listTexts(fake.messages[0] ?? {});
      assert.equal(
        news,
        [
          "*New since* `report.json`*:* 2 HIGH in 1 image",
          "2 images not scanned then: 1 HIGH",
          "• HIGH `a:1` CVE-2024-1 in libc6 2.36-9, no fix yet",
          "• HIGH `a:1` CVE-2024-2 in libc6 2.36-9, no fix yet",
        ].join("\n"),
      );
    });
  });
});

test("slack() has nothing to compare with in the first run, and refuses what is no report", async () => {
  await withWebhook(async (fake) => {
    await inTempFolder(async (cwd) => {
      const { logs } = await runSlack({ cwd, since: "report.json" });
      assert.match(logs.join(), /warn: There is no earlier report ".*report\.json" to compare with/);
      assert.match(listTexts(fake.messages[0] ?? {}).join("\n"), /there is no such report yet/);
      for (const [content, reason] of [
        ['{"image": "a:1"}', /it is not an array of objects$/],
        ['[{"image": "a:1"}, {"ima', /it ends before its end$/],
        ["[{]}]", /one of its elements is not JSON$/],
      ] as const) {
        await writeFile(join(cwd, "report.json"), content);
        const error = await catchScanError(() => runSlack({ cwd, since: "report.json" }));
        assert.equal(error.code, "SLACK_SINCE");
        assert.match(error.message, reason);
      }
      const folder = await catchScanError(() => runSlack({ cwd, since: "." }));
      assert.match(folder.message, /it is a folder$/);
    });
  });
});

test.run();
