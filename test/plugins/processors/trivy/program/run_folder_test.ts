import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { formatOwner, loadOwner } from "#core/kit.ts";
import { createRunFolder, removeOldRunFolders } from "#plugins/processors/trivy/program/run_folder.ts";
import { testWith } from "#support/needs.ts";
import { isRunning } from "#support/processes.ts";
import { mountSmallDisk } from "#support/small_disk.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const SCRIPT = `
import { createRunFolder } from ${JSON.stringify(join(import.meta.dirname, "../../../../../plugins/processors/trivy/program/run_folder.ts"))};
import { spawn } from "node:child_process";
const { path } = await createRunFolder();
const env = { ...process.env, TMPDIR: path + "/scan-1" };
console.log(spawn("sleep", ["600"], { detached: true, stdio: "ignore", env }).pid);
`;

test("what a run that was killed has left in TMPDIR is removed, with what it has left running; no other folder is", () =>
  inTempFolder(async (folder) => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const args = ["--import", "tsx", "--input-type=module", "--eval", SCRIPT];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = await once(child.stdout, "data");
      const orphan = Number(String(line));
      const own = await createRunFolder();
      await mkdir(join(folder, "hullscan-trivy-unmarked"));
      await removeOldRunFolders();
      assert.equal((await readdir(folder)).filter((name) => name.startsWith("hullscan-")).length, 3);
      child.kill("SIGKILL");
      await once(child, "close");
      assert.ok(await isRunning(orphan));
      await removeOldRunFolders();
      assert.equal(await isRunning(orphan), false);
      const left = (await readdir(folder)).filter((name) => name.startsWith("hullscan-"));
      assert.deepEqual(left.sort(), [own.path.slice(folder.length + 1), "hullscan-trivy-unmarked"].sort());
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  }));

async function inTmpdir(folder: string, work: () => Promise<void>): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

test("a run's folder whose mark was never written goes when it is old, also by a clock that was set back", () =>
  inTempFolder((folder) =>
    inTmpdir(folder, async () => {
      const make = async (name: string, { mark, ageMs }: { mark?: string; ageMs: number }) => {
        const path = join(folder, `hullscan-trivy-${name}`);
        await mkdir(path);
        if (mark !== undefined) await writeFile(join(path, "owner.json"), mark);
        const time = new Date(Date.now() - ageMs);
        await utimes(path, time, time);
      };
      const hour = 3_600_000;
      await make("empty", { mark: "", ageMs: 2 * hour });
      await make("none", { ageMs: 2 * hour });
      await make("future", { mark: "", ageMs: -2 * hour });
      await make("fresh", { mark: "", ageMs: 0 });
      await make("of-a-later-version", { mark: '{"by":1}', ageMs: 2 * hour });
      await removeOldRunFolders();
      assert.deepEqual(await readdir(folder), ["hullscan-trivy-fresh", "hullscan-trivy-of-a-later-version"]);
    }),
  ));

testWith(
  test,
  ["root"],
  "others' folders of runs are left to them, also by root; a pipe as a mark is not waited for",
  () =>
    inTempFolder((folder) =>
      inTmpdir(folder, async () => {
        const theirs = join(folder, "hullscan-trivy-theirs");
        await mkdir(theirs);
        const owner = formatOwner({ ...(await loadOwner()), boot: "before" });
        await writeFile(join(theirs, "owner.json"), JSON.stringify({ owner, tempDir: theirs }), { mode: 0o600 });
        await chown(theirs, 12_345, 12_345);
        const pipe = join(folder, "hullscan-trivy-pipe");
        await mkdir(pipe);
        execFileSync("mkfifo", [join(pipe, "owner.json")]);
        for (const path of [theirs, pipe]) await utimes(path, 0, 0);
        await removeOldRunFolders();
        assert.deepEqual((await readdir(folder)).sort(), ["hullscan-trivy-pipe", "hullscan-trivy-theirs"]);
      }),
    ),
);

test("a relative TMPDIR is where this process runs, also for what runs elsewhere", () =>
  inTempFolder(async (folder) => {
    await inTmpdir(relative(process.cwd(), folder), async () => {
      const { path, remove } = await createRunFolder();
      assert.ok(path.startsWith(`${folder}/hullscan-trivy-`), path);
      await remove();
    });
  }));

test("a temporary folder that is missing, or a file: words, and a word about TMPDIR", () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    for (const [name, reason] of [
      ["none", "no such folder"],
      ["file", "not a folder"],
    ] as const) {
      await inTmpdir(join(folder, name), async () => {
        await assert.rejects(createRunFolder(), {
          code: "TRIVY_TEMP_FOLDER",
          usage: true,
          message: `Cannot use the temporary folder "${join(folder, name)}": ${reason}`,
        });
      });
    }
  }));

testWith(test, ["tmpfs"], "a temporary folder that is full: words, and nothing is left in it", async () => {
  const disk = mountSmallDisk(64);
  const free = disk.fill();
  try {
    await inTmpdir(disk.folder, async () => {
      await assert.rejects(createRunFolder(), {
        code: "TRIVY_TEMP_FOLDER",
        message: /^Cannot use the temporary folder .*: no space left$/,
      });
    });
    free();
    assert.deepEqual(await readdir(disk.folder), []);
  } finally {
    disk.close();
  }
});

test.run();
