import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { memoryIsolation } from "#plugins/processors/trivy/isolation/isolation.ts";
import { serverIsolation } from "#plugins/processors/trivy/isolation/server/server_isolation.ts";
import { buildCollectorSettings } from "#plugins/processors/trivy/program/collector_settings.ts";
import { isRunning } from "#support/processes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { writeDb } from "../../support/db_files.ts";
import { lastPid, testServer } from "../../support/server_bench.ts";

testServer("one server is started for the first scan, serves all, and ends with the run", async (bench) => {
  const isolation = serverIsolation(bench.options);
  assert.deepEqual(await bench.starts(), []);
  const seen = await Promise.all([1, 2, 3].map(() => isolation.use(async (slot) => slot)));
  const [start, ...more] = await bench.starts();
  assert.ok(start !== undefined && more.length === 0);
  assert.equal(start.host, "127.0.0.1");
  assert.match(start.token, /^[0-9a-f]{48}$/);
  assert.ok(!start.args.some((word) => word.includes(start.token)), "the token is in the arguments");
  assert.ok(start.args.includes("--skip-db-update"));
  for (const slot of seen) {
    assert.equal(slot.cacheDir, join(bench.cacheDir, "server-0"));
    assert.deepEqual(slot.args, ["--server", `http://127.0.0.1:${start.port}`]);
    assert.deepEqual(slot.settings, { TRIVY_TOKEN: start.token });
  }
  const db = ["db", "trivy.db"];
  assert.deepEqual(await readFile(join(start.cacheDir, ...db)), await readFile(join(bench.cacheDir, ...db)));
  await isolation.dispose();
  assert.equal(await isRunning(start.pid), false);
  assert.deepEqual((await readdir(bench.folder)).sort(), ["bin", "cache", "empty", "starts"]);
});

testServer("the server collects garbage as seldom as its clients do, and as the user says", async (bench) => {
  for (const [env, growth] of [
    [{}, buildCollectorSettings({ env: {}, availableBytes: process.availableMemory() }).GOGC],
    [{ GOGC: "50" }, "50"],
  ] as const) {
    const program = { ...bench.options.program, env: { ...bench.options.program.env, ...env } };
    const isolation = serverIsolation({ ...bench.options, program });
    await isolation.use(async () => {});
    await isolation.dispose();
    assert.equal((await bench.starts()).at(-1)?.growth, growth);
  }
});

testServer("a run that scans nothing starts nothing", async (bench) => {
  const isolation = serverIsolation(bench.options);
  await isolation.renew();
  await isolation.dispose();
  assert.deepEqual(await readdir(bench.cacheDir), ["db"]);
});

testServer(
  "a server that dies is started again at its address, and what failed meanwhile is repeated",
  async (bench) => {
    const isolation = serverIsolation(bench.options);
    let tries = 0;
    const address = await isolation.use(async (slot) => {
      tries += 1;
      if (tries > 1) return slot.args[1];
      process.kill(await lastPid(bench), "SIGKILL");
      throw new Error("connection refused");
    });
    const [first, second, ...more] = await bench.starts();
    assert.equal(more.length, 0);
    assert.deepEqual([second?.port, second?.token], [first?.port, first?.token]);
    assert.equal(address, `http://127.0.0.1:${first?.port}`);
    assert.equal(tries, 2);
    assert.match(bench.context.logs.join("\n"), /warn: Restarting Trivy's server\. .*it was killed/);
    await isolation.dispose();
  },
);

testServer("a server that dies again is not started again: scans fail, or go on in another way", async (bench) => {
  const kill = async () => {
    process.kill(await lastPid(bench), "SIGKILL");
    throw new Error("connection refused");
  };
  const isolation = serverIsolation(bench.options);
  const error = await catchScanError(() => isolation.use(kill));
  assert.equal(error.code, "HOST_LIMIT");
  assert.match(error.message, /Trivy's server.*it was killed/);
  await isolation.dispose();
  const others = serverIsolation({ ...bench.options, fallback: memoryIsolation(bench.cacheDir) });
  // Into an empty cache, one of them would go alone.
  const folder = await others.use(async (slot) => slot.cacheDir);
  await mkdir(join(folder, "fanal"));
  await writeFile(join(folder, "fanal", "fanal.db"), "");
  await others.use(async () => {});
  const bystander = others.use(async ({ args }) => {
    if (!args.includes("--server")) return "scanned";
    const pid = await lastPid(bench);
    while (await isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
    throw new Error("connection refused");
  });
  await assert.rejects(others.use(kill));
  assert.equal(await bystander, "scanned");
  for (const _ of [1, 2]) assert.equal(await others.use(async (slot) => slot.cacheDir), bench.cacheDir);
  assert.equal(bench.context.logs.filter((line) => line.includes("Continuing without Trivy's server")).length, 1);
  await others.dispose();
});

testServer("a scan that fails while the server is well is not repeated", async (bench) => {
  const isolation = serverIsolation(bench.options);
  let tries = 0;
  const failing = isolation.use(async () => {
    tries += 1;
    throw new Error("no such image");
  });
  await assert.rejects(failing, /no such image/);
  assert.equal(tries, 1);
  await isolation.dispose();
});

testServer("a scan cache that no server can open is given up", async (bench) => {
  const isolation = serverIsolation(bench.options);
  const folder = await isolation.use(async (slot) => slot.cacheDir);
  await isolation.dispose();
  await writeDb(join(folder, "fanal"));
  for (const name of ["fanal.db", "broken"]) await writeFile(join(folder, "fanal", name), "");
  const again = serverIsolation(bench.options);
  const marks: string[] = [];
  const scan = () =>
    again.use(async () => {
      marks.push("begins");
      await new Promise((resolve) => setImmediate(resolve));
      marks.push("ends");
    });
  await Promise.all([scan(), scan()]);
  assert.deepEqual(marks, ["begins", "ends", "begins", "ends"], "the first scan into an empty cache goes alone");
  assert.equal(await again.use(async (slot) => slot.cacheDir), folder);
  assert.ok(!(await readdir(folder)).includes("fanal"));
  await again.dispose();
});

testServer("why a server cannot be started is told: in Trivy's words, or that it did not answer", async (bench) => {
  const codes = { fails: "TRIVY_SERVER", panics: "TRIVY_DB_CORRUPT", hangs: "TRIVY_SERVER" };
  const texts = { fails: /cannot do it/, panics: /page expected to be/, hangs: /did not answer in time/ };
  for (const mode of ["fails", "panics", "hangs"] as const) {
    await bench.setMode(mode);
    const isolation = serverIsolation({ ...bench.options, readyMs: 500 });
    const error = await catchScanError(() => isolation.use(async () => {}));
    assert.equal(error.code, codes[mode]);
    assert.match(error.message, texts[mode]);
    await isolation.dispose();
    assert.equal(await isRunning(await lastPid(bench)), false);
  }
});

testServer("after a repair there is a new server with the new database and without the old scans", async (bench) => {
  const isolation = serverIsolation({ ...bench.options });
  const old = await isolation.use(async (slot) => slot);
  await writeDb(join(old.cacheDir, "fanal"));
  await isolation.renew();
  const slot = await isolation.use(async (next) => next);
  const toSettings = ({ cacheDir, args, settings }: typeof slot) => ({ cacheDir, args, settings });
  assert.deepEqual(toSettings(slot), toSettings(old));
  assert.equal((await bench.starts()).length, 2);
  assert.ok(!(await readdir(slot.cacheDir)).includes("fanal"));
  await isolation.dispose();
});

testServer(
  "a database that others have put in place is opened by a new server, which knows the old scans",
  async (bench) => {
    const isolation = serverIsolation(bench.options);
    const old = await isolation.use(async (slot) => slot);
    assert.equal(await old.refresh?.(), false);
    await writeDb(join(old.cacheDir, "fanal"));
    await writeDb(bench.cacheDir);
    assert.deepEqual(await Promise.all([old.refresh?.(), old.refresh?.()]), [true, true]);
    assert.equal(await isolation.use(async (slot) => slot.refresh?.()), false);
    assert.equal((await bench.starts()).length, 2);
    assert.ok((await readdir(old.cacheDir)).includes("fanal"));
    await isolation.dispose();
  },
);

testServer("a server whose copy of the database is damaged is replaced before the next scan", async (bench) => {
  const damaged = new Set<string>();
  const isSound = async (path: string) => !damaged.has(path);
  const isolation = serverIsolation({ ...bench.options, copyDb: true, isSound });
  const path = await isolation.use(async (slot) => slot.cacheDir);
  await writeDb(join(path, "fanal"));
  damaged.add(path);
  await Promise.all([1, 2].map(() => isolation.use(async () => damaged.clear())));
  assert.equal((await bench.starts()).length, 2);
  assert.ok(!(await readdir(path)).includes("fanal"));
  await isolation.dispose();
});

testServer("scans that may have been tainted are forgotten by a new server, once however many ask", async (bench) => {
  const isolation = serverIsolation({ ...bench.options });
  await isolation.use(async () => {});
  await isolation.use((one) =>
    isolation.use(async (two) => void (await Promise.all([one.forgetScans(), two.forgetScans()]))),
  );
  await isolation.use(async () => {});
  assert.equal((await bench.starts()).length, 2);
  await isolation.dispose();
});

test.run();
