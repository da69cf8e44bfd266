/** `scan dtr`, as its users call it, against a simulated DTR. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { listScans } from "#support/dtr_bench.ts";
import { loadReport } from "#support/report.ts";
import { ALL_SCANS, countPosts, LOGIN, withScanDtr } from "#support/scan_dtr.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("scan dtr requests what is needed, tells of each tag why, and reports it", async () => {
  await withScanDtr(async ({ dtr, cwd, run }) => {
    const { code, stdout, stderr } = await run(["--days", "15"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^advanced_scan_results_dtr_\d{8}_\d{6}\.json\n$/);
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS);
    const report = await loadReport(cwd, stdout);
    assert.equal(report.length, 5);
    const old = report.find(({ image }) => image.endsWith("/dev/api:1.1"));
    assert.deepEqual(Object.keys(old ?? {}), ["image", "scan_timestamp", "scan_type", "dtr"]);
    assert.equal(old?.scan_type, "dtr");
    const { digest: _, checkCompletedAt, ...dtrFields } = old?.dtr as Record<string, unknown>;
    assert.match(String(checkCompletedAt), /\.\d{9}Z$/, "to the nanosecond, as it came");
    assert.deepEqual(dtrFields, {
      namespace: "dev",
      repository: "api",
      tag: "1.1",
      os: "linux",
      architecture: "amd64",
      lastScanStatus: 6,
      shouldRescan: false,
      ageDays: 30,
      decision: "scan",
      reason: "the last check is 30 days old, more than 15",
      requested: true,
    });
    assert.match(
      stderr,
      /ok \S+\/dev\/api:1\.0 {2}nothing to do: it is up to date \(linux\/amd64, status 6 \(completed\), should_rescan false, last check \S+Z, 3 days ago\)/,
    );
    assert.match(stderr, /\/ops\/proxy:busy {2}nothing to do: a scan is pending: status 5/);
    assert.match(stderr, /Reviewed 4 tags in 2 repositories of 2 namespaces/);
    assert.match(stderr, /Images: 3 requested, 1 up to date, 1 pending, 0 failed/);
    assert.ok(!/clean|No findings|scanned,/.test(stderr), "nothing here was scanned by a scanner of ours");
  });
});

test("scan dtr --dry-run sends no POST, and says what it would request", async () => {
  await withScanDtr(async ({ dtr, cwd, run }) => {
    const { code, stdout, stderr } = await run(["--days", "15", "--dry-run"]);
    assert.equal(code, 0, stderr);
    assert.equal(countPosts(dtr), 0);
    assert.match(stderr, /skipped \S+\/dev\/api:1\.1 {2}would request a scan: the last check is 30 days old/);
    assert.match(stderr, /Images: 3 to be requested, 1 up to date/);
    const report = await loadReport(cwd, stdout);
    assert.ok(report.every((element) => (element.dtr as { requested: boolean }).requested === false));
  });
});

test("scan run dtr --dry-run sends no POST either", async () => {
  await withScanDtr(async ({ dtr, cwd }) => {
    const env = { DTR_USER: LOGIN.user, DTR_TOKEN: LOGIN.token, DTR_URL: dtr.url };
    const { code, stderr } = await runCli(["run", "dtr", "--dry-run"], { cwd, env });
    assert.equal(code, 0, stderr);
    assert.equal(countPosts(dtr), 0);
    assert.match(stderr, /would scan \S+\/dev\/api:2\.0 {2}request a scan: it was never scanned/);
    assert.match(stderr, /skipped \S+\/dev\/api:1\.0 {2}leave it: it is up to date/);
    assert.match(stderr, /5 targets: 2 would be scanned, 3 would be skipped; nothing was done/);
  });
});

test("scan dtr --wait reports what DTR has found", async () => {
  await withScanDtr(
    async ({ cwd, run }) => {
      await writeFile(
        join(cwd, "scan.config.ts"),
        'import { dtr } from "hullscan/configs";\nimport { groupedJson, stdoutFilename } from "hullscan/plugins";\n' +
          'export default { pipelines: { dtr: dtr({ pollInterval: "5ms" }) }, sinks: [groupedJson(), stdoutFilename()] };\n',
      );
      const { code, stdout, stderr } = await run(["--days", "15", "--wait"]);
      assert.equal(code, 0, stderr);
      const report = await loadReport(cwd, stdout);
      const results = report.flatMap(({ dtr }) => (dtr as { result?: { critical: number } }).result ?? []);
      assert.deepEqual(
        results.map(({ critical }) => critical),
        [7, 7, 7],
      );
    },
    { course: { findings: { critical: 7, major: 0, minor: 0 } } },
  );
});

test("scan dtr --user --token works as before, and tells the token to nobody", async () => {
  await withScanDtr(async ({ dtr, run }) => {
    const args = ["--user", LOGIN.user, "--token", LOGIN.token, "--url", `${dtr.url}/`];
    const { code, stderr } = await run([...args, "--file", "namespaces.yaml", "--verbose"], {});
    assert.equal(code, 0, stderr);
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS.slice(1), "without --days the age does not count");
    const typo = await run([`--tokn=${LOGIN.token}`], {});
    assert.equal(typo.code, 2);
    assert.match(typo.stderr, /unknown option '--tokn=\*\*\*'/);
  });
});

test("scan dtr uses its own pipeline, and the config's sinks, where the config has none for DTR", async () => {
  await withScanDtr(async ({ dtr, cwd, run }) => {
    await writeFile(
      join(cwd, "scan.config.yaml"),
      "sources: [image_list]\nprocessors: [trivy]\nsinks: [{ grouped_json: { file: mine.json } }, stdout_filename]\n",
    );
    const { code, stdout, stderr } = await run(["--days", "15"]);
    assert.deepEqual([code, stdout], [0, "mine.json\n"], stderr);
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS);
  });
});

test("scan dtr --help says where the login belongs", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout } = await runCli(["dtr", "--help"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /Set DTR_USER and DTR_TOKEN instead of --user and --token/);
    assert.match((await runCli(["--help"], { cwd })).stdout, /\n {2}dtr \[options\]/);
  });
});

test.run();
