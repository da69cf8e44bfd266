import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { type TarFile, writeTar } from "#demo/tar.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const FILES: readonly TarFile[] = [
  { path: "etc/os-release", content: "ID=debian\n" },
  { path: "empty", content: "" },
  { path: "bin/tool", content: new Uint8Array(513).fill(7), mode: 0o755 },
  { path: "block", content: new Uint8Array(512).fill(1) },
  { path: `${"n".repeat(100)}`, content: "a name of 100 bytes" },
  { path: `${"p".repeat(75)}/${"q".repeat(79)}/${"n".repeat(100)}`, content: "a prefix of 155 bytes" },
  { path: "ä/ö", content: "ü" },
];

testWith(test, ["tar"], "the system's tar unpacks what writeTar() wrote, with contents, modes and times", () =>
  inTempFolder(async (folder) => {
    execFileSync("tar", ["-xpf", "-", "-C", folder], { input: writeTar(FILES, { mtime: 1_700_000_000 }) });
    for (const { path, content, mode = 0o644 } of FILES) {
      assert.deepEqual(readFileSync(join(folder, path)), Buffer.from(content), path);
      assert.equal(statSync(join(folder, path)).mode & 0o777, mode, path);
      assert.equal(statSync(join(folder, path)).mtimeMs, 1_700_000_000_000, path);
    }
  }),
);

test("writeTar() gives equal bytes for equal files, in whole blocks", () => {
  assert.deepEqual(writeTar(FILES), writeTar(FILES));
  assert.equal(writeTar(FILES).length % 512, 0);
  assert.deepEqual(writeTar([]), Buffer.alloc(1024));
});

test("writeTar() refuses paths that are unsafe or do not fit", () => {
  const paths = [
    "",
    "/etc/passwd",
    "a/../../b",
    "./a",
    "a//b",
    "a/",
    "a\0b",
    "n".repeat(101),
    `${"p/".repeat(79)}${"n".repeat(100)}`,
  ];
  for (const path of paths) assert.throws(() => writeTar([{ path, content: "" }]), RangeError, path);
});

test.run();
