/** From an empty folder to a report, with what `scan init` writes. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

for (const format of ["yaml", "ts"]) {
  testWith(
    test,
    ["trivy"],
    `scan init --format ${format}, images into the list, scan --mode remote: a report`,
    async () => {
      const demo = await startDemoRegistry();
      const [image] = demo.references;
      try {
        await inTempFolder(async (cwd) => {
          const env = { TRIVY_DB_REPOSITORY: demo.dbRepository };
          const init = await runCli(["init", "--yes", "--format", format], { cwd });
          assert.equal(init.code, 0, init.stderr);
          const list = join(cwd, "input_images.txt");
          await writeFile(list, `${await readFile(list, "utf8")}${image}\n`);
          const { code, stdout, stderr } = await runCli(["--mode", "remote"], { cwd, env });
          assert.equal(code, 0, stderr);
          const report = await loadReport(cwd, stdout);
          assert.equal(report.length, 1);
          assert.ok(report.flatMap(idsOf).length > 0);
          const check = await runCli(["check"], { cwd, env });
          assert.equal(check.code, 0, check.stderr);
          assert.match(check.stdout, /^trivy: the vulnerability database is \d+ (minute|hour|day)s? old$/m);
        });
      } finally {
        await demo.close();
      }
    },
  );
}

test.run();
