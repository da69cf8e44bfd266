import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { runCli } from "#support/cli.ts";
import { askHistory, type MadeRun, makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";

function inPackage(id: string, name: string, version: string, fixed: string, severity: "HIGH" | "CRITICAL" = "HIGH") {
  const fix = { state: "fixed" as const, versions: [fixed] };
  return fakeFinding({ id, severity, fix, package: { name, version, class: "os", type: "debian" } });
}

const RUNS: readonly MadeRun[] = [
  {
    day: "2026-10-01",
    images: {
      "nginx:1.26": [inPackage("CVE-1", "openssl", "3.0.1", "3.0.2"), inPackage("CVE-2", "zlib", "1.1", "1.2")],
      "app:1": [inPackage("CVE-3", "curl", "8.0", "8.1")],
      "old:1": [inPackage("CVE-9", "bash", "5", "6")],
      "down:1": [inPackage("CVE-8", "bash", "5", "6")],
    },
  },
  {
    day: "2026-10-05",
    images: {
      "nginx:1.27": [
        inPackage("CVE-4", "openssl", "3.0.2", "3.0.3", "CRITICAL"),
        inPackage("CVE-2", "zlib", "1.1", "1.2", "CRITICAL"),
      ],
      "app:1": [inPackage("CVE-3", "curl", "8.0", "8.1")],
      "down:1": "TIMEOUT",
    },
  },
];

test("scan diff names what is new, gone by an upgrade, of another severity, and what it cannot say", async () => {
  const { code, stdout, stderr } = await askHistory(["diff", "previous", "last"], RUNS);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^A: the run of 2026-10-01 10:00 UTC, 4 images\nB: the run of 2026-10-05 10:00 UTC, 3 images$/m);
  assert.match(stdout, /1 new \(1 CRITICAL\), 2 gone, 1 by an upgrade, 1 of another severity, 1 known/);
  assert.match(stdout, /1 more may be gone: B could not look for them/);
  assert.match(stdout, /1 image only in A: old:1/);
  assert.match(stdout, /New \(1\)\n.*\n +CRITICAL +CVE-4 +openssl 3\.0\.2 +fix 3\.0\.3 +nginx:1\.26 -> nginx:1\.27/);
  assert.match(stdout, /HIGH +CVE-1 +openssl 3\.0\.1 +now 3\.0\.2 +nginx/);
  assert.match(stdout, /HIGH +CVE-8 +bash 5 +perhaps: B could not scan the image +down:1/);
  assert.match(stdout, /CRITICAL +CVE-2 +zlib 1\.1 +was HIGH/);
});

test("images, days and the numbers of runs are compared, as JSON and as Markdown, too", async () => {
  const images = await askHistory(["diff", "nginx:1.26", "nginx:1.27", "--json"], RUNS);
  const { totals } = JSON.parse(images.stdout);
  assert.deepEqual([totals.news.CRITICAL, totals.gone.HIGH, totals.upgraded, totals.changed], [1, 1, 1, 1]);
  const { stdout } = await askHistory(["diff", "2026-10-02", "2", "--markdown"], RUNS);
  assert.match(stdout, /^\*\*1 new \(1 CRITICAL\), 2 gone/);
  assert.match(
    stdout,
    /^\| CRITICAL \| `CVE-4` \| `openssl 3\.0\.2` \| `fix 3\.0\.3` \| `nginx:1\.26 -> nginx:1\.27` \|$/m,
  );
});

test("reports are compared with each other without a history, and with runs", async () => {
  await inTempFolder(async (cwd) => {
    const element = (id: string) => ({
      image: "app:1",
      scan_timestamp: "2026-10-05T10:00:00.000+00:00",
      severity_level: 1,
      included_severities: ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"],
      scan_type: "remote",
      "Debian-package": {
        HIGH: [
          {
            ...{ vuln_id: id, installed_vers: "8.0", fixed: "8.1", library: "curl", type_detail: "debian" },
            ...{ class_detail: "os-pkgs", target: "app:1 (debian 12)", type: "vulnerability" },
          },
        ],
      },
    });
    await writeFile(join(cwd, "a.json"), JSON.stringify([element("CVE-3")]));
    await writeFile(join(cwd, "b.json"), JSON.stringify([element("CVE-5")]));
    const files = await runCli(["diff", "a.json", "b.json"], { cwd });
    assert.equal(files.code, 0, files.stderr);
    assert.match(files.stdout, /1 new \(1 HIGH\), 1 gone, 0 known/);
    await makeHistory(join(cwd, ".hullscan/history.db"), RUNS);
    const run = await runCli(["diff", "a.json", "last"], { cwd });
    assert.match(run.stdout, /2 new \(2 CRITICAL\), 0 gone, 1 known/, run.stderr);
    for (const [args, message] of [
      [["a.json", "nginx:1.27"], /An image is compared with an image/],
      [["last", "lost"], /"lost" is neither a report, nor a run or an image/],
      [["2026-09-01", "last"], /No run of the history was finished by 2026-09-01/],
    ] as const) {
      const wrong = await runCli(["diff", ...args], { cwd });
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, message);
    }
  });
});

test.run();
