/** What a new user meets: the demo, mistakes, and the first runs on images of their own. */
import assert from "node:assert/strict";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import type { DtrReview } from "#plugins/lib/clients/dtr/mod.ts";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

let demo: DemoRegistry;
test.before(async () => {
  demo = await startDemoRegistry();
});
test.after(() => demo.close());

async function writeList(cwd: string, ...lines: readonly string[]): Promise<void> {
  await writeFile(join(cwd, "input_images.txt"), `${lines.join("\n")}\n`);
}

function hostOf(text: string): string | undefined {
  return /127\.0\.0\.1:\d+/.exec(text)?.[0];
}

function dbEnv(): Readonly<Record<string, string>> {
  return { TRIVY_DB_REPOSITORY: demo.dbRepository };
}

testWith(test, ["trivy"], "scan demo: exit 0, one line on stdout, a report with all groups", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout, stderr } = await runCli(["demo"], { cwd });
    assert.equal(code, 0, stderr);
    const report = await loadReport(cwd, stdout);
    assert.equal(report.length, 8);
    const reviews = report.flatMap((element) => (element.dtr as DtrReview | undefined) ?? []);
    assert.deepEqual(
      reviews.map(({ decision, requested, result }) => [decision, requested, result !== undefined]).sort(),
      [
        ["pending", false, false],
        ["scan", true, true],
        ["scan", true, true],
        ["up-to-date", false, false],
      ],
    );
    assert.match(stderr, /Images: 2 requested, 1 up to date, 1 pending, 0 failed/);
    const groups = new Set(report.flatMap((element) => Object.keys(element)));
    for (const group of ["Debian-package", "Alpine-package", "NodeJS-package", "Secret"])
      assert.ok(groups.has(group), group);
    assert.match(stderr, /npx hullscan demo --report html[\s\S]*npx hullscan --mode remote/);
    assert.deepEqual(await readdir(cwd), [".hullscan", stdout.trim()]);
    assert.equal((await stat(join(cwd, stdout.trim()))).mode & 0o777, 0o600);

    const second = await runCli(["demo"], { cwd });
    assert.equal(second.code, 0, second.stderr);
    // Where another demo on this machine has its ports, the images have other names.
    if (hostOf(second.stderr) === hostOf(stderr)) assert.match(second.stderr, /\b0 new, 0 gone since the run of /);
    assert.match(second.stdout, /^advanced_scan_results_demo\+dtr_\S+\.json\n$/);
    const third = await runCli(["demo", "--dry-run"], { cwd });
    assert.deepEqual([third.code, third.stdout], [0, ""], third.stderr);
  });
});

testWith(
  test,
  ["trivy"],
  "a run in a folder that holds only a list: everything found, and a second run finds the same",
  async () => {
    await inTempFolder(async (cwd) => {
      await writeList(cwd, "severity=1", ...demo.references);
      const first = await runCli(["--mode", "remote", "--jobs-remote", "2"], { cwd, env: dbEnv() });
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.stdout, /^advanced_scan_results_remote_\d{8}_\d{6}\.json\n$/);
      const report = await loadReport(cwd, first.stdout);
      assert.deepEqual(report.map(({ image }) => image).sort(), [...demo.references].sort());
      assert.ok(report.every((element) => idsOf(element).length > 0));
      const again = await runCli(["remote", "--output-dir", "reports"], { cwd, env: dbEnv() });
      assert.match(again.stdout, /^reports\/advanced_/);
      const byImage = (elements: typeof report) =>
        Object.fromEntries(elements.map((element) => [element.image, idsOf(element)]));
      assert.deepEqual(byImage(await loadReport(cwd, again.stdout)), byImage(report));
    });
  },
);

testWith(
  test,
  ["trivy"],
  "an image that is not there among good ones: exit 4, its element has the error, the others are complete",
  async () => {
    await inTempFolder(async (cwd) => {
      const [good = ""] = demo.references;
      const gone = good.replace(/:1\.0$/, ":gone");
      await writeList(cwd, good, gone, "--help", `-o${cwd}/stolen`, "Not An Image");
      const { code, stdout, stderr } = await runCli(["--mode", "remote"], { cwd, env: dbEnv() });
      assert.equal(code, 4, stderr);
      const report = await loadReport(cwd, stdout);
      assert.equal(report.length, 5);
      const errors = Object.fromEntries(report.map((element) => [element.image, element.error]));
      assert.equal(errors[good], undefined);
      assert.ok(errors[gone]?.includes(gone), errors[gone]);
      for (const image of ["--help", `-o${cwd}/stolen`, "Not An Image"]) {
        assert.match(errors[image] ?? "", /input_images\.txt line \d/);
        assert.match(stderr, new RegExp(`failed ${image}  BAD_REFERENCE`));
      }
      const summary = stderr.slice(stderr.indexOf("Not scanned (4)"));
      assert.match(summary, new RegExp(`  IMAGE_NOT_FOUND at \\S+  ${gone}\n    \\S`));
      assert.ok(!(await readdir(cwd)).includes("stolen"));
    });
  },
);

testWith(test, ["trivy"], "--fail-on makes the run exit with 1, and --log-format json writes objects", async () => {
  await inTempFolder(async (cwd) => {
    await writeList(cwd, demo.references[0] ?? "");
    const args = ["--mode", "remote", "--fail-on", "critical", "--log-format", "json"];
    const { code, stderr } = await runCli(args, { cwd, env: dbEnv() });
    assert.equal(code, 1, stderr);
    const types = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).type);
    assert.equal(types.at(-1), "run.finished");
  });
});

test("a missing list: exit 2, and an example of what to write into it", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout, stderr } = await runCli(["--mode", "remote"], { cwd });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /input_images\.txt/);
    assert.match(stderr, /nginx:1\.27/);
    assert.ok(!stderr.includes("    at "), "no stack trace");
  });
});

testWith(test, ["trivy"], "a list without images: exit 3, no report, no database fetched", async () => {
  await inTempFolder(async (cwd) => {
    await writeList(cwd, "# nothing yet", "", "severity=2");
    const { code, stdout, stderr } = await runCli(["--mode", "remote"], { cwd, env: dbEnv() });
    assert.deepEqual([code, stdout], [3, ""]);
    assert.match(stderr, /nothing to scan/);
    assert.deepEqual(await readdir(cwd), ["input_images.txt"]);
  });
});

test("no mode and nobody to ask: exit 2 and the names", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stderr } = await runCli([], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /--mode remote/);
  });
});

test("mistakes on the command line: exit 2 and what was meant", async () => {
  await inTempFolder(async (cwd) => {
    await writeList(cwd, "nginx:1.27");
    const cases = [
      [["--mod", "remote"], /unknown option '--mod'[\s\S]*Did you mean --mode/],
      [["--mode", "remot"], /no pipeline "remot".*did you mean "remote"/],
      [["--mode", "remote", "--jobs-remote", "zero"], /--jobs-remote.*zero.*whole number from 1/],
      [["--mode", "remote", "--jobs-remote", "1000000"], /--jobs-remote.*1000000.*whole number from 1 to 1024/],
      [["--mode", "remote", "--fail-on", "bad"], /--fail-on.*bad.*CRITICAL/],
      [["--mode", "remote", "--trivy-timeout", "soon"], /--trivy-timeout: .*duration/],
      [["--mode", "toString"], /no pipeline "toString"/],
      [["--mode", "remote", "--config", "gone.ts"], /no config file "gone\.ts"/],
    ] as const;
    for (const [args, expected] of cases) {
      const { code, stdout, stderr } = await runCli(args, { cwd });
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, expected);
    }
  });
});

test("an unknown key in a config: exit 2, with the nearest known one, and no stack trace", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.yaml"), "pipelins: {}\nsources: [{ image_lst: {} }]\n");
    const { code, stderr } = await runCli(["check"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /scan\.config\.yaml has 2 problems/);
    assert.match(stderr, /"pipelins" is not known[\s\S]*Did you mean "pipelines"/);
    assert.match(stderr, /no source "image_lst"[\s\S]*Did you mean "image_list"/);
    assert.ok(!stderr.includes("    at "));
  });
});

test("a folder for reports that is none: exit 2 before any scan", async () => {
  await inTempFolder(async (cwd) => {
    await writeList(cwd, "nginx:1.27");
    await writeFile(join(cwd, "reports"), "a file");
    const { code, stderr } = await runCli(["--mode", "remote", "--output-dir", "reports"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /reports/);
    const odd = await runCli(["--mode", "remote", "--output-dir", "/proc/nope"], { cwd });
    assert.equal(odd.code, 2, odd.stderr);
  });
});

test("a Trivy that is not there: exit 2 and how to get one; scan check tells it together with the rest", async () => {
  await inTempFolder(async (cwd) => {
    await writeList(cwd, "nginx:1.27");
    const env = { TRIVY_BINARY: join(cwd, "no-trivy") };
    const { code, stderr } = await runCli(["--mode", "remote"], { cwd, env });
    assert.equal(code, 2);
    assert.match(stderr, /TRIVY_BINARY[\s\S]*no-trivy|no-trivy[\s\S]*TRIVY_BINARY/);
    await mkdir(join(cwd, "empty"));
    const noDocker = { ...env, DOCKER_HOST: `unix://${cwd}/nothing.sock` };
    const check = await runCli(["check", "remote", "local", "dtr"], { cwd: join(cwd, "empty"), env: noDocker });
    assert.equal(check.code, 2);
    assert.match(check.stdout, /Pipeline remote, 2 at a time/);
    assert.match(check.stdout, /Pipeline local, 1 at a time/);
    assert.match(check.stdout, /Pipeline dtr, 8 at a time/);
    // Three lists, Docker, Trivy, and the address and login of DTR: what two pipelines or plugins need, once.
    assert.match(check.stderr, /7 things it needs are missing/);
  });
});

test("--dry-run says for every target what would be done, needs no Trivy, and writes nothing", async () => {
  await inTempFolder(async (cwd) => {
    const [first = "", second = ""] = demo.references;
    await writeList(cwd, "severity=5", first, second);
    const env = { TRIVY_BINARY: join(cwd, "no-trivy") };
    const { code, stdout, stderr } = await runCli(["--mode", "remote", "--dry-run"], { cwd, env });
    assert.deepEqual([code, stdout], [0, ""], stderr);
    assert.match(stderr, /^Pipeline remote, 2 at a time\n {2}source {4}image_list \{.*\n {2}processor digest /m);
    assert.ok(stderr.includes(`would scan ${first}  scan with Trivy at CRITICAL`), stderr);
    assert.ok(stderr.includes(`would scan ${second}  scan`), stderr);
    assert.match(stderr, /^2 targets: 2 would be scanned; nothing was done$/m);
    assert.deepEqual(await readdir(cwd), ["input_images.txt"]);
  });
});

test("scan --help and --version go to stdout with exit 0", async () => {
  await inTempFolder(async (cwd) => {
    const help = await runCli(["--help"], { cwd });
    assert.equal(help.code, 0);
    assert.match(help.stdout, /--mode|demo/);
    const version = await runCli(["--version"], { cwd });
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

test.run();
