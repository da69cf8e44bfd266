/** Trivy itself reads what we write: it no longer shows what a rule calls harmless, and still shows a risk that is taken. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { checkOpenvex } from "#support/formats/checks/openvex.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const RULES = `accept:
  - { id: CVE-2023-4911, package: libc6, reason: not set-uid, until: 2027-01-31, status: not_affected,
      justification: vulnerable_code_not_in_execute_path }
  - { id: CVE-2023-45853, reason: next month, until: 2027-01-31 }
`;

interface TrivyReport {
  readonly Results: readonly { readonly Vulnerabilities?: readonly { readonly VulnerabilityID: string }[] }[];
}

testWith(test, ["trivy"], "Trivy hides with our file what a rule calls harmless, and nothing else", async () => {
  const demo = await startDemoRegistry();
  try {
    await inTempFolder(async (cwd) => {
      const [image = ""] = demo.references;
      await writeFile(join(cwd, "scan.accept.yaml"), RULES);
      const env = { TRIVY_DB_REPOSITORY: demo.dbRepository };
      const { code, stderr } = await runCli([image, "--severity", "LOW", "--report", "openvex"], { cwd, env });
      assert.equal(code, 0, stderr);
      const path = join(cwd, "scan.openvex.json");
      checkOpenvex(await readFile(path, "utf8"));
      const trivy = async (...more: readonly string[]) => {
        const args = ["image", "--insecure", "--quiet", "--format", "json", "--cache-dir", join(cwd, "cache")];
        const { stdout } = await execa(findEngine("trivy") ?? "", [...args, ...more, image], { cwd, env });
        const { Results } = JSON.parse(stdout) as TrivyReport;
        return Results.flatMap(({ Vulnerabilities = [] }) => Vulnerabilities.map((one) => one.VulnerabilityID)).sort();
      };
      const before = await trivy();
      const after = await trivy("--vex", path);
      assert.ok(before.includes("CVE-2023-4911") && before.includes("CVE-2023-45853"), before.join());
      assert.deepEqual(
        after,
        before.filter((id) => id !== "CVE-2023-4911"),
      );
    });
  } finally {
    await demo.close();
  }
});

test.run();
