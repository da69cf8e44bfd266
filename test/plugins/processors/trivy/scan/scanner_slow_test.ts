import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import { SoundDatabases } from "#plugins/processors/trivy/databases/sound_databases.ts";
import { trivyError } from "#plugins/processors/trivy/errors.ts";
import { memoryIsolation } from "#plugins/processors/trivy/isolation/isolation.ts";
import { createScanner, type Place, type ScannerOptions } from "#plugins/processors/trivy/scan/scanner.ts";
import { makeTarget } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fakeProgram } from "../support/fake_program.ts";

const ANSWERS = readFileSync(join(import.meta.dirname, "fixtures/answers.js"), "utf8");

interface Bench {
  readonly folder: string;
  readonly options: ScannerOptions;
  readonly controller: AbortController;
  readonly place: Place;
  readonly logs: readonly string[];
  calls(): Promise<{ image: string; args: string[]; cwd: string; files: string[]; env: Record<string, string> }[]>;
}

const refuse = async (): Promise<never> => assert.fail("a database was asked for");

function onBench(name: string, work: (bench: Bench) => Promise<void>): void {
  test(name, () =>
    inTempFolder(async (folder) => {
      const controller = new AbortController();
      const { ctx, forTarget, logs, close } = testContext({ cwd: folder });
      const env = { TRIVY_PASSWORD: "secret", TRIVY_SEVERITY: "LOW", DTR_TOKEN: "secret" };
      const program = await fakeProgram(ANSWERS, { folder, exec: ctx.exec, env });
      const options = {
        program,
        isolation: memoryIsolation(join(folder, "cache")),
        settings: { args: ["--ignore-unfixed"], variables: { TRIVY_OFFLINE_SCAN: "true" } },
        timeout: "10m",
        tempDir: folder,
        prepareJavaDb: refuse,
        diagnose: async () => undefined,
        soundDatabases: new SoundDatabases(join(folder, "cache")),
        repair: refuse,
        throughSudo: refuse,
        retries: 2,
        waitMs: () => 1,
      };
      const calls = async () =>
        (await readFile(join(folder, "calls"), "utf8"))
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line));
      try {
        await work({ folder, options, controller, place: forTarget(makeTarget()), logs, calls });
      } finally {
        await close();
      }
    }),
  );
}

function scan(image: string, { options, controller, place }: Bench, more: Partial<ScannerOptions> = {}) {
  const platform = image === "ok" ? "linux/arm64" : undefined;
  return createScanner({ ...options, ...more })(
    { image, platform, severities: ["CRITICAL"] },
    controller.signal,
    place,
  );
}

onBench(
  "a scan runs in an empty folder, with a temporary folder of its own that is removed after it",
  async (bench) => {
    assert.equal((await scan("ok", bench)).report.ArtifactName, "ok");
    const [call] = await bench.calls();
    assert.deepEqual(call?.files, []);
    assert.match(call?.env.TMPDIR ?? "", /\/scan-\w+$/);
    assert.deepEqual(call?.args.slice(-4), ["--ignore-unfixed", "--platform", "linux/arm64", "--"]);
    assert.equal(call?.env.TRIVY_OFFLINE_SCAN, "true");
    assert.equal(call?.env.TRIVY_PASSWORD, "secret");
    assert.equal(call?.env.TRIVY_SEVERITY, undefined);
    assert.equal(call?.env.DTR_TOKEN, undefined);
    assert.deepEqual((await readdir(bench.folder)).sort(), ["bin", "calls", "empty"]);
  },
);

onBench("what is not an exit code of 0 with a whole report is a failure with its class", async (bench) => {
  const codes = {
    cut: "TRIVY_REPORT_INVALID",
    empty: "TRIVY_REPORT_INVALID",
    "findings-exit": "TRIVY_SILENT",
    silent: "TRIVY_SILENT",
    panic: "TRIVY_CRASHED",
    killed: "HOST_LIMIT",
    missing: "IMAGE_NOT_FOUND",
    "unknown-flag": "TRIVY_TOO_OLD",
  };
  for (const [image, code] of Object.entries(codes)) {
    const error = await catchScanError(() => scan(image, bench));
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.startsWith(`Cannot scan "${image}": `), error.message);
    assert.ok(error.hint);
  }
  assert.deepEqual((await readdir(bench.folder)).sort(), ["bin", "calls", "empty"]);
});

onBench("a Trivy that says nothing is told as such, unless the diagnosis finds more", async (bench) => {
  const error = await catchScanError(() => scan("silent", bench));
  assert.match(error.message, /without a message, and no cause was found \(its exit code is 1\)/);
  const diagnose = async () => trivyError("REGISTRY_AUTH", { doing: "scan", reason: "HTTP 403" });
  assert.equal((await catchScanError(() => scan("silent", bench, { diagnose }))).code, "REGISTRY_AUTH");
});

onBench("a Trivy that does not end is ended, and that is a timeout", async (bench) => {
  const error = await catchScanError(() => scan("hangs", bench, { timeout: "1ms", killAfterMs: 1_000 }));
  assert.equal(error.code, "TIMEOUT");
  assert.equal(error.retryable, true);
});

onBench("an abort ends the scan as aborted, not as a failure of the image", async (bench) => {
  const failing = catchScanError(() => scan("hangs", bench));
  while (!(await readdir(bench.folder)).includes("hanging")) await new Promise((resolve) => setImmediate(resolve));
  bench.controller.abort();
  assert.equal((await failing).code, "ABORTED");
});

onBench("images that need the Java database wait for one download of it and are scanned again", async (bench) => {
  let downloads = 0;
  const prepareJavaDb = async () => {
    downloads += 1;
    await mkdir(join(bench.folder, "java-db"));
  };
  const scanner = createScanner({ ...bench.options, prepareJavaDb });
  const images = ["java-1", "java-2", "java-3", "ok"];
  const reports = await Promise.all(
    images.map((image) => scanner({ image, severities: ["HIGH"] }, bench.controller.signal)),
  );
  assert.deepEqual(
    reports.map(({ report }) => report.ArtifactName),
    images,
  );
  assert.equal(downloads, 1);
});

onBench("an image that needs a Java database that cannot be had fails; it is never clean", async (bench) => {
  let tries = 0;
  const prepareJavaDb = async () => {
    tries += 1;
    throw trivyError("TRIVY_DB_DOWNLOAD", { database: "Java", attempts: "connection refused" });
  };
  const scanner = createScanner({ ...bench.options, prepareJavaDb });
  for (const image of ["java-1", "java-2"]) {
    const error = await catchScanError(() => scanner({ image, severities: ["HIGH"] }, bench.controller.signal));
    assert.equal(error.code, "TRIVY_JAVA_DB");
    assert.match(error.message, /connection refused/);
  }
  assert.equal(tries, 1);
  const patient = createScanner({ ...bench.options, prepareJavaDb, javaDbPauseMs: -1 });
  for (const image of ["java-1", "java-2"]) {
    await catchScanError(() => patient({ image, severities: ["HIGH"] }, bench.controller.signal));
  }
  assert.equal(tries, 3);
  const useless = await catchScanError(() => scan("java-1", bench, { prepareJavaDb: async () => {} }));
  assert.equal(useless.code, "TRIVY_JAVA_DB");
});

onBench("images that meet a broken database share one repair, and each is scanned once more", async (bench) => {
  const reasons: string[] = [];
  const repair = async ({ problem }: { problem: string }) => {
    reasons.push(problem);
    while ((await bench.calls()).length < 3) await new Promise((resolve) => setImmediate(resolve));
    await mkdir(join(bench.folder, "repaired"));
  };
  const scanner = createScanner({ ...bench.options, repair });
  const scans = ["db-1", "db-2", "db-3"].map((image) =>
    scanner({ image, severities: ["HIGH"] }, bench.controller.signal),
  );
  for (const { attempts } of await Promise.all(scans)) assert.equal(attempts, 2);
  assert.equal(reasons.length, 1);
  const useless = await catchScanError(() => scan("unknown-flag", bench, { repair }));
  assert.equal(useless.code, "TRIVY_TOO_OLD");
});

onBench("an image that meets a broken database after the repair fails; there is no second one", async (bench) => {
  let repairs = 0;
  const repair = async () => {
    repairs += 1;
  };
  const scanner = createScanner({ ...bench.options, repair });
  for (const image of ["db-1", "db-2"]) {
    const error = await catchScanError(() => scanner({ image, severities: ["HIGH"] }, bench.controller.signal));
    assert.equal(error.code, "TRIVY_DB_CORRUPT");
  }
  assert.equal(repairs, 1);
});

onBench("a failure that passes is waited out, visibly, and not for ever", async (bench) => {
  const waits: number[] = [];
  const waitMs = (_code: string, repetition: number) => {
    waits.push(repetition);
    return 1;
  };
  assert.equal((await scan("busy-1", bench, { waitMs })).attempts, 3);
  assert.deepEqual(waits, [1, 2]);
  assert.match(bench.logs.join("\n"), /warn: Cannot scan "busy-1": .*TOOMANYREQUESTS.*; attempt 3 of 3 in 0\.0 s/);
  const error = await catchScanError(() => scan("busy-2", bench, { waitMs, retries: 1 }));
  assert.equal(error.code, "REGISTRY_RATE_LIMITED");
});

onBench("an abort ends the waiting for another attempt", async (bench) => {
  const waitMs = () => {
    bench.controller.abort();
    return 60_000;
  };
  assert.equal((await catchScanError(() => scan("busy-1", bench, { waitMs }))).code, "ABORTED");
});

test.run();
