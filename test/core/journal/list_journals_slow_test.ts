import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, chown, type FileHandle, mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { createHeader, readHeader } from "#core/journal/header.ts";
import { buildJournalPath, listJournals } from "#core/journal/list_journals.ts";
import { loadOwner, type Owner } from "#core/kit.ts";
import { measureHeap } from "#support/heap.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function write(folder: string, label: string, { owner, hour }: { owner: Owner; hour: number }): Promise<string> {
  const startedAt = new Date(Date.UTC(2024, 0, 2, hour));
  const path = buildJournalPath({ id: "01234567-89ab", label, startedAt, outputDir: folder });
  const run = { format: 5, config: "scan.config.ts", pipelines: [label], parts: {} } as const;
  await writeFile(path, createHeader({ ...run, startedAt: startedAt.toISOString() }, owner).bytes, { mode: 0o600 });
  return path;
}

function recordErrors() {
  const unreadable: string[] = [];
  return { unreadable, onUnreadable: (path: string) => void unreadable.push(path) };
}

test("listJournals() gives the newest first, and passes over what is none", async () => {
  await inTempFolder(async (folder) => {
    const here = await loadOwner();
    const { unreadable, onUnreadable } = recordErrors();
    const old = await write(folder, "old", { owner: here, hour: 3 });
    const fresh = await write(folder, "a/b", { owner: here, hour: 5 });
    assert.equal(fresh, join(folder, ".hullscan_a_b_20240102050000_01234567.journal"));
    await writeFile(join(folder, ".hullscan_cut_off.journal"), "0123");
    await writeFile(join(folder, "report.json"), "[]");
    const found = await listJournals(folder, { here, onUnreadable });
    assert.deepEqual(
      found.map(({ path }) => path),
      [fresh, old],
    );
    assert.deepEqual(unreadable, []);
  });
});

test("a journal is in use while its process lives; one of another machine while it gives signs of life", async () => {
  await inTempFolder(async (folder) => {
    const here = await loadOwner();
    const far = { ...here, host: "far" };
    await write(folder, "mine", { owner: here, hour: 6 });
    await write(folder, "dead", { owner: { ...here, boot: "before" }, hour: 5 });
    await write(folder, "far", { owner: far, hour: 4 });
    const silent = await write(folder, "silent", { owner: far, hour: 3 });
    const before = new Date(Date.now() - 60_000);
    await utimes(silent, before, before);
    const found = await listJournals(folder, { here, onUnreadable: assert.fail });
    assert.deepEqual(
      found.map(({ header, isInUse }) => [header.run.pipelines[0], isInUse]),
      [
        ["mine", true],
        ["dead", false],
        ["far", true],
        ["silent", false],
      ],
    );
  });
});

test("a journal that cannot be read is told", async () => {
  await inTempFolder(async (folder) => {
    const { unreadable, onUnreadable } = recordErrors();
    // A folder cannot be read as a file by anybody, the superuser included.
    const path = join(folder, ".hullscan_odd.journal");
    await mkdir(path);
    assert.deepEqual(await listJournals(folder, { here: await loadOwner(), onUnreadable }), []);
    assert.deepEqual(unreadable, [path]);
  });
});

test("a journal that others could have written is told, and so is a pipe; nobody waits for it", async () => {
  await inTempFolder(async (folder) => {
    const here = await loadOwner();
    const { unreadable, onUnreadable } = recordErrors();
    const open = await write(folder, "open", { owner: here, hour: 1 });
    await chmod(open, 0o666);
    const pipe = join(folder, ".hullscan_pipe.journal");
    execFileSync("mkfifo", [pipe]);
    await mkdir(join(folder, "far"));
    const link = join(folder, ".hullscan_link.journal");
    await symlink(await write(join(folder, "far"), "far", { owner: here, hour: 2 }), link);
    assert.deepEqual(await listJournals(folder, { here, onUnreadable }), []);
    assert.deepEqual(unreadable.sort(), [link, open, pipe].sort());
  });
});

testWith(test, ["root"], "a journal of another user is told and not used", async () => {
  await inTempFolder(async (folder) => {
    const here = await loadOwner();
    const { unreadable, onUnreadable } = recordErrors();
    const path = await write(folder, "theirs", { owner: { ...here, boot: "before" }, hour: 1 });
    await chown(path, 12_345, 12_345);
    assert.deepEqual(await listJournals(folder, { here, onUnreadable }), []);
    assert.deepEqual(unreadable, [path]);
  });
});

test("a journal of another machine from the future is in use only where it gives a new sign", async () => {
  await inTempFolder(async (folder) => {
    const here = await loadOwner();
    const path = await write(folder, "far", { owner: { ...here, host: "far" }, hour: 1 });
    const later = (minutes: number) => utimes(path, new Date(), new Date(Date.now() + minutes * 60_000));
    await later(60);
    const [silent] = await listJournals(folder, { here, onUnreadable: assert.fail, aliveMs: 50 });
    assert.equal(silent?.isInUse, false);
    const looking = listJournals(folder, { here, onUnreadable: assert.fail, aliveMs: 1000 });
    const signs = setInterval(() => void later(61), 20);
    const [alive] = await looking;
    clearInterval(signs);
    assert.equal(alive?.isInUse, true);
  });
});

test("readHeader() holds no line that is too long for one, such as zeros that a crash has left", async () => {
  const before = measureHeap();
  let left = 256 * 1024 * 1024;
  let held = 0;
  const zeros = {
    async read(buffer: Buffer, offset: number, length: number) {
      const bytesRead = Math.min(length, left);
      buffer.fill(0, offset, offset + bytesRead);
      left -= bytesRead;
      if (left === 0 && held === 0) held = measureHeap() - before;
      return { bytesRead };
    },
  };
  assert.equal(await readHeader(zeros as unknown as FileHandle), undefined);
  assert.equal(left, 0);
  assert.ok(held < 64 * 1024 * 1024, `${held} bytes`);
});

test.run();
