import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import { checkReplaceable, loadFile, loadText, openFile, writeAtomic } from "#core/services/mod.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const STRANGER = 12_345;

test("loadText() refuses pipes, sockets, devices and folders in words, and waits for none", async () => {
  await inTempFolder(async (folder) => {
    const [pipe, socket] = [join(folder, "pipe"), join(folder, "socket")];
    execFileSync("mkfifo", [pipe]);
    const server = createServer().listen(socket);
    try {
      await assert.rejects(loadText(pipe), { code: "NOT_A_FILE", message: "it is a named pipe, not a regular file" });
      await assert.rejects(loadText(socket), { message: "it is a socket, not a regular file" });
      await assert.rejects(loadText("/dev/zero"), { message: "it is a device, not a regular file" });
      await assert.rejects(loadText(folder), { message: "it is a folder" });
      await assert.rejects(loadText(join(folder, "none")), { code: "ENOENT" });
    } finally {
      server.close();
    }
  });
});

test("loadFile() reads a whole file up to its limit, also one of /proc, and no byte more", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "file");
    const bytes = Buffer.alloc(200_000, "abc");
    writeFileSync(path, bytes);
    assert.ok(bytes.equals(await loadFile(path)));
    assert.ok(bytes.equals(await loadFile(path, { maxBytes: 200_000 })));
    await assert.rejects(loadFile(path, { maxBytes: 199_999 }), {
      code: "TOO_LARGE",
      message: "it is larger than 199999 bytes",
    });
    writeFileSync(path, "");
    assert.equal(await loadText(path, { maxBytes: 0 }), "");
    if (process.platform === "linux") assert.ok((await loadText("/proc/self/status")).startsWith("Name:"));
  });
});

test("a trusted file is no link, and nobody else may write to it", async () => {
  await inTempFolder(async (folder) => {
    const [path, link] = [join(folder, "file"), join(folder, "link")];
    writeFileSync(path, "text", { mode: 0o600 });
    symlinkSync(path, link);
    assert.equal(await loadText(path, { isTrusted: true }), "text");
    assert.equal(await loadText(link), "text");
    await assert.rejects(loadText(link, { isTrusted: true }), /it is a symbolic link/);
    for (const mode of [0o620, 0o602]) {
      chmodSync(path, mode);
      await assert.rejects(loadText(path, { isTrusted: true }), /others may write to it/);
    }
  });
});

testWith(test, ["root"], "a trusted file of another user is refused", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "file");
    writeFileSync(path, "text", { mode: 0o600 });
    chownSync(path, STRANGER, STRANGER);
    assert.equal(await loadText(path), "text");
    await assert.rejects(openFile(path, { isTrusted: true }), {
      code: "FOREIGN_FILE",
      message: `it belongs to another user (uid ${STRANGER})`,
    });
  });
});

test("writeAtomic() replaces a regular file, and nothing else", async () => {
  await inTempFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("file"), "before");
    await writeAtomic(at("file"), "after");
    assert.equal(readFileSync(at("file"), "utf8"), "after");

    execFileSync("mkfifo", [at("pipe")]);
    mkdirSync(at("folder"));
    symlinkSync(at("file"), at("link"));
    symlinkSync(at("nothing"), at("loose"));
    for (const [name, what] of Object.entries({
      pipe: "a named pipe, not a regular file",
      folder: "a folder",
      link: "a symbolic link, not a regular file",
      loose: "a symbolic link, not a regular file",
    })) {
      await assert.rejects(writeAtomic(at(name), "after"), {
        code: "FILE_WRITE",
        message: `Cannot write "${at(name)}": it is ${what}`,
      });
    }
    assert.ok(statSync(at("pipe")).isFIFO());
    assert.deepEqual(
      execFileSync("ls", ["-A", folder], { encoding: "utf8" }).trim().split("\n"),
      ["file", "folder", "link", "loose", "pipe"],
      "nothing is left behind",
    );
  });
});

testWith(test, ["root"], "in a folder like /tmp, another user's file is not replaced, also not by root", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "report.json");
    writeFileSync(path, "theirs");
    chownSync(path, STRANGER, STRANGER);
    await checkReplaceable(path);
    chmodSync(folder, 0o1777);
    await assert.rejects(writeAtomic(path, "ours"), /it belongs to another user \(uid 12345\)/);
    assert.equal(readFileSync(path, "utf8"), "theirs");
  });
});

testWith(test, ["root"], "root replaces no device", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "null");
    execFileSync("mknod", [path, "c", "1", "3"]);
    await assert.rejects(writeAtomic(path, "report"), /it is a device, not a regular file/);
    assert.ok(statSync(path).isCharacterDevice());
  });
});

test.run();
