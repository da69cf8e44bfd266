import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { makeFailed } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { listTexts } from "./support/check_message.ts";
import { found, runSlack, WORST, withWebhook, writeReport } from "./support/run_slack.ts";

/** Outcomes of four images: one known, one of which less was asked then, one that failed then, and one that is clean. */
const OUTCOMES = [
  found("a:1", WORST),
  found("only-critical:1", ["HIGH"]),
  found("failed:1", ["HIGH"]),
  found("other:1", []),
];

test("slack() says what is new since an earlier report, also when that is replaced during the run", async () => {
  await withWebhook(async (fake) => {
    await inTempFolder(async (cwd) => {
      const critical = found("only-critical:1", []);
      await writeReport(cwd, "report.json", [
        found("a:1", ["CRITICAL"]),
        { ...critical, target: { ...critical.target, minSeverity: "CRITICAL" } },
        makeFailed({ image: "failed:1" }),
      ]);
      await runSlack({ outcomes: OUTCOMES, cwd, since: "report.json" });
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

test("slack() says what is new as the run does, and since its own report where it has one", async () => {
  await withWebhook(async (fake) => {
    await inTempFolder(async (cwd) => {
      const [known, , first] = OUTCOMES;
      if (known === undefined || first === undefined) throw new Error("no outcome");
      const name = "the run of 2026-11-20 10:00 UTC";
      const [one, ...others] = known.data.findings ?? [];
      if (one === undefined) throw new Error("no finding");
      const compared: readonly Outcome[] = [
        { ...known, data: { findings: [{ ...one, isNew: true }, ...others] }, comparison: { with: name, gone: [] } },
        { ...first, data: { findings: newly(first) }, comparison: { with: name, gone: [], isFirst: true } },
      ];
      await runSlack({ outcomes: compared, cwd });
      const [, , news] = listTexts(fake.messages[0] ?? {});
      assert.equal(
        news,
        [
          "*New since* `the run of 2026-11-20 10:00 UTC`*:* 1 CRITICAL in 1 image",
          "1 image not scanned then: 1 HIGH",
          "• CRITICAL `a:1` CVE-2024-0 in libc6 2.36-9, no fix yet",
        ].join("\n"),
      );
      await runSlack({ on: "new", outcomes: [{ ...known, comparison: { with: name, gone: [] } }], cwd });
      assert.equal(fake.messages.length, 1, "nothing is new");
      await writeReport(cwd, "report.json", [known, first]);
      await runSlack({ on: "new", outcomes: compared, cwd, since: "report.json" });
      assert.equal(fake.messages.length, 1, "its own report knows all of it");
    });
  });
});

test("slack() counts images that the run did not compare, and does not keep silent on them", async () => {
  await withWebhook(async (fake) => {
    await inTempFolder(async (cwd) => {
      const name = "the run of 2026-11-20 10:00 UTC";
      const compared: Outcome = { ...found("a:1", WORST), comparison: { with: name, gone: [] } };
      await runSlack({
        on: "new",
        outcomes: [compared, found("b:1", ["HIGH", "CRITICAL"]), found("clean:1", [])],
        cwd,
      });
      const [, , news] = listTexts(fake.messages[0] ?? {});
      assert.equal(news, `*New since* \`${name}\`*:* nothing\n1 image not compared: 1 CRITICAL, 1 HIGH`);
    });
  });
});

test("where an earlier report has no image that was scanned, all images count as not scanned then", async () => {
  await withWebhook(async (fake) => {
    await inTempFolder(async (cwd) => {
      await writeReport(cwd, "report.json", [makeFailed({ image: "a:1" })]);
      await runSlack({ outcomes: OUTCOMES, cwd, since: "report.json" });
      assert.match(
        listTexts(fake.messages[0] ?? {}).join("\n"),
        /`report\.json`\*:\* nothing\n4 images not scanned then: 1 CRITICAL, 4 HIGH/,
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
        ['{"image": "a:1"}', /it is neither a report \(a JSON array\) nor NDJSON of --report ndjson$/],
        ["[{", /it ends before its end$/],
        ['[{"image": "a:1"}]', /element 1: Cannot use a target/],
        ["[{]}]", /element 1 is not a JSON object: the file is damaged, or cut$/],
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

function newly({ data }: Outcome) {
  return (data.findings ?? []).map((finding) => ({ ...finding, isNew: true as const }));
}

test.run();
