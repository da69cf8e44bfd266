/** The demo with a report in every format: all of one scan, each as its readers take it. */
import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import { FORMATS, type FormatName } from "#plugins/lib/formats/formats.ts";
import { runCli } from "#support/cli.ts";
import { CHECKS } from "#support/formats/checks/check_report.ts";
import { validateWithMultitool } from "#support/formats/checks/sarif_multitool.ts";
import { testWith } from "#support/needs.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const NAMES = Object.keys(FORMATS) as FormatName[];

testWith(
  test,
  ["trivy", "sarif-multitool"],
  "scan demo writes every report that it is asked for, each is valid, and stdout is the main one's name alone",
  async () => {
    await inTempFolder(async (cwd) => {
      const { code, stdout, stderr } = await runCli(["demo", ...NAMES.flatMap((name) => ["--report", name])], { cwd });
      assert.equal(code, 0, stderr);
      assert.equal((await loadReport(cwd, stdout)).length, 8);
      const files = NAMES.map((name) => FORMATS[name].fileName);
      assert.deepEqual((await readdir(cwd)).sort(), [".hullscan", ...files, stdout.trim()].sort());
      for (const name of NAMES) {
        const path = join(cwd, FORMATS[name].fileName);
        assert.equal((await stat(path)).mode & 0o777, 0o600, name);
        const text = await readFile(path, "utf8");
        // No rule of the demo accepts anything.
        if (name === "openvex") assert.deepEqual(JSON.parse(text).statements, []);
        else if (name === "gitlab" || name === "cyclonedx") assert.match(text, /CVE-2023-4911/, name);
        else assert.match(text, /CVE-2023-4911|libc6/, name);
        await CHECKS[name](text);
      }
      const sarif = await validateWithMultitool(await readFile(join(cwd, "scan.sarif"), "utf8"));
      assert.deepEqual(
        sarif.map((line) => line.split(" ", 2).join(" ")),
        ["warning SARIF2005"],
      );
      assert.ok(stderr.includes(`  ${pathToFileURL(join(cwd, "scan.html"))}\n`), stderr);
      assert.match(stderr, /page for people: open it in a browser/);
    });
  },
);

test.run();
