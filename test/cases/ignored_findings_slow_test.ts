/** Files of Trivy that accept findings: a changed one rescans nothing, and the groups of the report are as without them. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import type { TrivyInput } from "#plugins/processors/trivy/mod.ts";
import { runCli } from "#support/cli.ts";
import { writeCountingTrivy } from "#support/counting_trivy.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport, type ReportElement } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const VEX = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  statements: [
    { vulnerability: { name: "CVE-2023-45853" }, products: [{ "@id": "pkg:deb/debian/zlib1g" }], status: "fixed" },
  ],
};

testWith(
  test,
  ["trivy"],
  "a changed .trivyignore or VEX document changes the report, and starts no Trivy",
  async () => {
    const demo = await startDemoRegistry();
    try {
      await inTempFolder(async (cwd) => {
        const [image = ""] = demo.references;
        const counting = await writeCountingTrivy(cwd);
        const env = { TRIVY_BINARY: counting.path, TRIVY_DB_REPOSITORY: demo.dbRepository };
        await writeFile(join(cwd, "input_images.txt"), `severity=1\n${image}\n`);
        const run = async (options: TrivyInput, ...flags: readonly string[]) => {
          const config = {
            pipelines: {
              remote: {
                sources: ["image_list"],
                processors: ["digest", { trivy: { parallel: "memory", ...options } }],
              },
            },
            sinks: [{ grouped_json: { details: true } }, "stdout_filename"],
          };
          await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
          const { code, stdout, stderr } = await runCli(["remote", ...flags], { cwd, env });
          const [element] = code === 2 ? [] : await loadReport(cwd, stdout);
          return { code, stderr, element: element as ReportElement, scans: (await counting.listScans()).length };
        };

        const plain = await run({});
        const all = idsOf(plain.element);
        assert.ok(all.some((id) => id.includes("CVE-2023-4911")) && all.some((id) => id.includes("CVE-2023-45853")));
        await writeFile(join(cwd, ".trivyignore"), "CVE-2023-4911\nCVE-1999-1\nCVE-2023-45853 exp:2020-01-01\n");
        const ignored = await run({ ignoreFile: ".trivyignore" }, "--fail-on", "unused-rules");
        assert.deepEqual([ignored.code, ignored.scans, ignored.element.scan_details !== undefined], [1, 1, true]);
        assert.deepEqual(
          idsOf(ignored.element),
          all.filter((id) => !id.includes("CVE-2023-4911")),
        );
        const details = JSON.stringify(ignored.element.scan_details);
        assert.match(details, /CVE-2023-4911.*"reason":"In \.trivyignore, line 1","rule":"\.trivyignore:1"/);
        assert.match(ignored.stderr, /1 rule for accepted findings has ended.*: \.trivyignore:3 \(2019-12-31\)/);
        assert.match(ignored.stderr, /No finding of this run matches 1 rule for accepted findings: \.trivyignore:2\n/);

        await writeFile(join(cwd, "vex.json"), JSON.stringify(VEX));
        const vex = await run({ vex: "vex.json" });
        assert.equal(vex.scans, 1, "a rescan");
        assert.deepEqual(
          idsOf(vex.element),
          all.filter((id) => !id.includes("CVE-2023-45853")),
        );
        await writeFile(join(cwd, "vex.json"), JSON.stringify({ ...VEX, statements: [] }));
        const without = await run({ vex: "vex.json" });
        assert.deepEqual([without.scans, idsOf(without.element)], [1, all]);

        await writeFile(join(cwd, "broken.yaml"), "vulnerabilities:\n- id: CVE-1\n  expires_at: 2020-01-01\n");
        const broken = await run({ ignoreFile: "broken.yaml" });
        assert.equal(broken.code, 2);
        assert.match(broken.stderr, /line 3: there is no key "expires_at"; did you mean "expired_at"\?/);
      });
    } finally {
      await demo.close();
    }
  },
);

test.run();
