import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { formatNameMark, isOwnerGone } from "#core/services/files/remove_abandoned_files.ts";
import { loadOwner, openAtomicFile, removeAbandonedFiles } from "#core/services/mod.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const KILLED = `
import { openAtomicFile } from ${JSON.stringify(join(import.meta.dirname, "../../../../core/services/mod.ts"))};
const file = await openAtomicFile(process.argv[1]);
await file.write("x".repeat(100_000));
console.log("written");
setTimeout(() => {}, 600_000);
`;

test("a file that a process was killed over is removed; those of others are not", async () => {
  await inTempFolder(async (folder) => {
    const report = join(folder, "report.json");
    await writeFile(report, "the earlier one");
    const args = ["--import", "tsx", "--input-type=module", "--eval", KILLED, report];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    let abandoned = "none";
    try {
      await once(child.stdout, "data");
      [abandoned = "none"] = (await readdir(folder)).filter((name) => name.endsWith(".tmp"));
      assert.match(abandoned, /^\.report\.json\.hullscan-/);
      await removeAbandonedFiles(folder);
      assert.ok((await readdir(folder)).includes(abandoned));
    } finally {
      child.kill("SIGKILL");
      await closed;
    }

    const own = await openAtomicFile(report);
    const foreign = `.report.json${formatNameMark({ ...(await loadOwner()), host: "elsewhere" })}0a0b0c0d.tmp`;
    const unknown = [".report.json.tmp", ".report.json.hullscan-1-2-3-4.0a0b0c0d.tmp", abandoned.slice(1)];
    for (const name of [foreign, ...unknown]) await writeFile(join(folder, name), "");
    await removeAbandonedFiles(folder);
    const left = await readdir(folder);
    assert.ok(!left.includes(abandoned));
    for (const name of [foreign, ...unknown]) assert.ok(left.includes(name), name);
    await own.commit({ ifTaken: "number" });
    assert.equal(await readFile(report, "utf8"), "the earlier one");
    assert.ok((await readdir(folder)).includes("report_2.json"));
  });
});

test("a folder that is not there, or is a file, is no matter", async () => {
  await inTempFolder(async (folder) => {
    await removeAbandonedFiles(join(folder, "none"));
    await writeFile(join(folder, "file"), "");
    await removeAbandonedFiles(join(folder, "file"));
    assert.deepEqual(await readdir(folder), ["file"]);
  });
});

test("a mark fits into a name, however long the machine's is, and tells who is meant", async () => {
  const here = { ...(await loadOwner()), host: "x".repeat(64) };
  const mark = formatNameMark(here);
  assert.match(mark, /^\.hullscan-[0-9a-f-]+\.$/);
  assert.ok(mark.length < 80, mark);
  assert.equal(await isOwnerGone(`.report${mark}1.tmp`, here), false);
  assert.equal(await isOwnerGone(`.report${formatNameMark({ ...here, startedAt: "1" })}1.tmp`, here), true);
  assert.equal(await isOwnerGone(`.report${formatNameMark({ ...here, boot: "before" })}1.tmp`, here), true);
  assert.equal(await isOwnerGone(`.report${formatNameMark({ ...here, host: "other" })}1.tmp`, here), false);
});

test.run();
