import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { trivy } from "#plugins/processors/trivy/mod.ts";
import { runCli } from "#support/cli.ts";
import { runPluginPreflight } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { writeDb } from "./support/db_files.ts";
import { testWithTrivy } from "./support/real_trivy.ts";

testWithTrivy("a .trivyignore that no option names is mentioned once, by a run and by `scan check`", async (bench) => {
  const { folder, binary, context } = bench;
  await writeDb(join(folder, ".trivy_cache"));
  await writeFile(join(folder, ".trivyignore"), "CVE-2023-42366\n");
  await bench.open({ offline: true });
  const words = `"${join(folder, ".trivyignore")}" is not used by trivy: to accept its findings, set ignoreFile: ".trivyignore" of trivy`;
  assert.deepEqual(
    context.logs.filter((line) => line.includes("trivyignore")),
    [`warn: ${words}`],
  );
  await bench.open({ offline: true, ignoreFile: ".trivyignore" });
  assert.equal(context.logs.filter((line) => line.includes("trivyignore")).length, 1);
  const config = {
    sources: [{ image_list: { file: "list" } }],
    processors: [{ trivy: { binary, offline: true } }],
    sinks: ["grouped_json"],
  };
  await writeFile(join(folder, "scan.config.json"), JSON.stringify(config));
  await writeFile(join(folder, "list"), bench.demo.references.join("\n"));
  const { stdout, stderr } = await runCli(["check"], { cwd: folder });
  assert.ok(`${stdout}${stderr}`.includes("is not used by trivy: to accept its findings"), stdout + stderr);
});

testWithTrivy(
  "a file that accept_files names, too, counts once: an entry without use is told of once",
  async (bench) => {
    const { folder, binary, demo } = bench;
    await writeFile(join(folder, ".trivyignore"), "CVE-2023-42366\nCVE-1999-1\n");
    await writeFile(join(folder, "list"), demo.references.join("\n"));
    const ignoreFile = ".trivyignore";
    const config = {
      sources: [{ image_list: { file: "list", severityLevel: 1 } }],
      processors: [
        { trivy: { binary, dbRepository: demo.dbRepository, ignoreFile } },
        { accept_files: { ignoreFile } },
      ],
      sinks: ["grouped_json"],
    };
    await writeFile(join(folder, "scan.config.json"), JSON.stringify(config));
    const { stdout, stderr } = await runCli([], { cwd: folder });
    const said = `${stdout}${stderr}`;
    assert.match(said, / findings? accepted/);
    assert.deepEqual(
      said
        .split("\n")
        .filter((line) => line.includes("trivyignore"))
        .map((line) => line.replace(/^.*?No/, "No")),
      ["No finding of this run matches 1 rule for accepted findings: .trivyignore:2"],
    );
  },
);

testWithTrivy("a mistake in the file of ignoreFile keeps a run from starting, with its line", async (bench) => {
  const { folder, binary, context } = bench;
  await writeFile(join(folder, "ignore.yaml"), "vulnerabilities:\n- id: CVE-1\n  expired_at: tomorow\n");
  const plugin = trivy({ binary, ignoreFile: "ignore.yaml" });
  const error = await catchScanError(() => runPluginPreflight(plugin, context.ctx));
  assert.equal(error.code, "TRIVY_IGNORE_FILE");
  assert.match(error.message, /ignore\.yaml", which has mistakes: line 3: "expired_at" is "tomorow"/);
  await writeFile(join(folder, "vex.json"), "{}");
  const vex = await catchScanError(() => runPluginPreflight(trivy({ binary, vex: "vex.json" }), context.ctx));
  assert.match(vex.message, /vex\.json", which cannot be read: it is none of OpenVEX, CycloneDX and CSAF$/);
});

test.run();
