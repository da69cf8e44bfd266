import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "uvu";
import { formatOwner, isAlive, loadOwner, parseOwner } from "#core/services/processes/owner.ts";

test("an owner survives being written as a label", async () => {
  const owner = await loadOwner();
  assert.deepEqual(parseOwner(formatOwner(owner)), owner);
  for (const text of ["", "a", "a/b/c/d", "a/b/0/d", "a/b/-1/d", "a/b/1/d/e", "/b/1/d"]) {
    assert.equal(parseOwner(text), undefined, text);
  }
});

test("isAlive() knows this process, one that ended, and says nothing of other machines", async () => {
  const here = await loadOwner();
  assert.equal(await isAlive(here, here), true);
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "close");
  assert.equal(await isAlive({ ...here, pid: child.pid ?? 0 }, here), false);
  assert.equal(await isAlive({ ...here, host: "other" }, here), undefined);
  assert.equal(await isAlive({ ...here, boot: "before" }, here), false);
});

test.run();
