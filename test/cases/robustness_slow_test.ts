/** Runs that meet each other, are killed, are interrupted, or carry secrets. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { DemoRegistry } from "#demo/loopback.ts";
import type { Fault } from "#demo/registry/mod.ts";
import { runCli, startCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withDemo } from "#support/with_demo.ts";

function envFor(demo: DemoRegistry): Readonly<Record<string, string>> {
  return { TRIVY_DB_REPOSITORY: demo.dbRepository };
}

/** The file and arguments of each process that runs on this machine. */
async function listProcesses(): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return lines.map((line) => line.replaceAll("\0", " "));
}

/** Makes the registry answer with a fault for blobs of images, and tells when that has first happened. */
function faultOnBlob(demo: DemoRegistry, path: RegExp, fault: Fault): Promise<void> {
  return new Promise((resolve) => {
    demo.registry.setIntercept((request) => {
      if (!path.test(request.path)) return undefined;
      resolve();
      return fault;
    });
  });
}

function hasReport(names: readonly string[]): boolean {
  return names.some((name) => /^advanced_.*\.json$/.test(name));
}

testWith(
  test,
  ["trivy"],
  "two runs at the same moment in a folder without a database: both succeed, one download",
  async () => {
    await withDemo(async (demo, cwd) => {
      await writeFile(join(cwd, "input_images.txt"), demo.references.join("\n"));
      const start = () => runCli(["--mode", "remote"], { cwd, env: envFor(demo) });
      const results = await Promise.all([start(), start()]);
      for (const { code, stdout, stderr } of results) {
        assert.equal(code, 0, stderr);
        assert.equal((await loadReport(cwd, stdout)).length, demo.references.length);
      }
      assert.notEqual(results[0]?.stdout, results[1]?.stdout, "each has a report of its own");
      const blobs = demo.registry.requests.filter(
        ({ method, path }) => method === "GET" && /trivy-db\/blobs/.test(path),
      );
      const digests = blobs.map(({ path }) => path);
      assert.equal(digests.length, new Set(digests).size, `a blob of the database was fetched twice: ${digests}`);
    });
  },
);

testWith(test, ["trivy"], "kill -9 during the download of the database: the next run recovers by itself", async () => {
  await withDemo(async (demo, cwd) => {
    const [image = ""] = demo.references;
    await writeFile(join(cwd, "input_images.txt"), `severity=1\n${image}\n`);
    const hanging = faultOnBlob(demo, /trivy-db\/blobs/, { hang: true });
    const first = startCli(["--mode", "remote"], { cwd, env: envFor(demo) });
    await hanging;
    first.child.kill("SIGKILL");
    await first.ended;
    assert.ok(!hasReport(await readdir(cwd)));
    demo.registry.setIntercept(undefined);
    const { code, stdout, stderr } = await runCli(["--mode", "remote"], { cwd, env: envFor(demo) });
    assert.equal(code, 0, stderr);
    const [element] = await loadReport(cwd, stdout);
    assert.ok(element && idsOf(element).length > 0);
    const left = (await readdir(join(cwd, ".trivy_cache"))).filter((name) => /staging|tmp/.test(name));
    assert.deepEqual(left, []);
  });
});

testWith(test, ["trivy"], "Ctrl-C: the report holds what was finished, exit 130, nothing of ours goes on", async () => {
  await withDemo(async (demo, cwd) => {
    const [fast = "", , slow = ""] = demo.references;
    await writeFile(join(cwd, "input_images.txt"), `${fast}\n${slow}\n${fast.replace(":1.0", ":2")}\n`);
    const run = startCli(["--mode", "remote", "--jobs-remote", "1"], { cwd, env: envFor(demo) });
    const hanging = faultOnBlob(demo, /node-app\/blobs/, { hang: true });
    await run.sees("[1/3] ok");
    await hanging;
    run.child.kill("SIGINT");
    const { code, stdout, stderr } = await run.ended;
    assert.equal(code, 130, stderr);
    const report = await loadReport(cwd, stdout);
    assert.deepEqual(
      report.map(({ image, error }) => [image, error === undefined]),
      [
        [fast, true],
        [slow, false],
      ],
    );
    assert.deepEqual(
      (await listProcesses()).filter((line) => line.includes(cwd)),
      [],
    );
  });
});

testWith(
  test,
  ["trivy"],
  "a secret is in no process list, no log and no report, and does not reach the database's registry",
  async () => {
    await withDemo(async (demo, cwd) => {
      const [image = ""] = demo.references;
      await writeFile(join(cwd, "input_images.txt"), image);
      const logins: string[] = [];
      const processes: string[] = [];
      const looked = new Promise<void>((resolve) => {
        demo.registry.setIntercept((request, authorization) => {
          if (authorization !== undefined) logins.push(request.path);
          if (!/debian-app\/blobs/.test(request.path)) return undefined;
          listProcesses().then((lines) => {
            processes.push(...lines);
            resolve();
          });
          return { delayMs: 500 };
        });
      });
      const env = { ...envFor(demo), TRIVY_USERNAME: "scanner", TRIVY_PASSWORD: "s3cr3t-pa55word" };
      const [{ code, stdout, stderr }] = await Promise.all([runCli(["--mode", "remote", "-v"], { cwd, env }), looked]);
      assert.equal(code, 0, stderr);
      assert.ok(
        // It is scanned by its digest.
        processes.some((line) => line.includes(`${image.replace(/:[^:/]+$/, "")}@sha256:`)),
        "the scan was not in the process list",
      );
      const texts = [...processes, stdout, stderr, await readFile(join(cwd, stdout.trim()), "utf8")];
      assert.ok(!texts.some((text) => text.includes("s3cr3t-pa55word")));
      assert.deepEqual(
        logins.filter((path) => path.includes("trivy-db")),
        [],
      );
    });
  },
);

testWith(test, ["trivy"], "a report that cannot be finished: exit 3, and no half of it is left", async () => {
  await withDemo(async (demo, cwd) => {
    await writeFile(join(cwd, "input_images.txt"), demo.references.join("\n"));
    const config = `
      import { defineSink } from "hullscan";
      import { remote } from "hullscan/configs";
      import { groupedJson, stdoutFilename } from "hullscan/plugins";
      const full = defineSink({ name: "full", setup: () => ({ write() { throw new Error("no space left"); } }) });
      export default { pipelines: { remote: remote() }, sinks: [full(), groupedJson(), stdoutFilename()] };
    `;
    await writeFile(join(cwd, "scan.config.ts"), config);
    const { code, stderr } = await runCli(["--mode", "remote"], { cwd, env: envFor(demo) });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /The plugin "full" failed in write: no space left/);
    assert.deepEqual(
      (await readdir(cwd)).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });
});

test("an error that nobody catches: exit 3, and the report holds what was finished", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "input_images.txt"), "a:1\nb:1\n");
    await copyFile(join(import.meta.dirname, "fixtures/stray.config.ts"), join(cwd, "scan.config.ts"));
    const { code, stdout, stderr } = await runCli([], { cwd });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /not caught: forgotten/);
    assert.deepEqual(
      (await loadReport(cwd, stdout)).map(({ image }) => image),
      ["a:1", "b:1"],
    );
  });
});

test("a config whose promise never settles: exit 3 and a word", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), "export default () => new Promise(() => {});");
    const { code, stderr } = await runCli(["--mode", "remote"], { cwd });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /nothing left to wait for/);
  });
});

test("a run whose readers have gone away ends in order", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "input_images.txt"), "Bad Name\n");
    const run = startCli(["--mode", "remote", "--dry-run"], { cwd });
    run.child.stderr?.destroy();
    const [code] = await once(run.child, "exit");
    assert.ok(code === 4 || code === 2, `exit code ${code}`);
  });
});

test.run();
