import assert from "node:assert/strict";
import { readdir, readlink, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Severity, Target } from "#core/model/mod.ts";
import { type ImageListOptions, imageList } from "#plugins/sources/image_list/mod.ts";
import { openPlugin, parseOptions, runPluginPreflight } from "#support/open_plugin.ts";
import { createPluginContext, recordLog } from "#support/plugin_context.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function readList(content: string | Buffer, options: ImageListOptions = {}) {
  const { log, lines } = recordLog();
  const targets: Target[] = [];
  let count: number | undefined;
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, options.file ?? "input_images.txt"), content);
    const ctx = createPluginContext(folder, { plugin: "image_list", log });
    await runPluginPreflight(imageList(options), ctx);
    const hooks = await openPlugin(imageList(options), ctx);
    count = await hooks.count?.(ctx);
    for await (const target of hooks.targets(ctx) as AsyncIterable<Target>) targets.push(target);
  });
  return { targets, count, lines };
}

function toExpected(image: string, line: number, minSeverity: Severity = "HIGH"): Target {
  return { id: `image:${image}`, kind: "image", image, minSeverity, origin: { from: "input_images.txt", line } };
}

test("imageList() emits one target per reference, with the severity of the whole file", async () => {
  const { targets, count, lines } = await readList(
    "# images\n\n  nginx:1.27  \nghcr.io/team/app\nseverity = 2\n\t# more\nlocalhost:5000/x:y",
  );
  assert.deepEqual(targets, [
    toExpected("nginx:1.27", 3, "LOW"),
    toExpected("ghcr.io/team/app", 4, "LOW"),
    toExpected("localhost:5000/x:y", 7, "LOW"),
  ]);
  assert.equal(count, 3);
  assert.deepEqual(lines, []);
});

for (const [what, content] of [
  ["a byte order mark", "\ufeffseverity=4\nnginx\nalpine\n"],
  ["CRLF", "severity=4\r\nnginx\r\nalpine\r\n"],
  ["CR", "severity=4\rnginx\ralpine\r"],
  ["no line end at the end", "severity=4\nnginx\nalpine"],
] as const) {
  test(`imageList() reads a file with ${what}`, async () => {
    const { targets, lines } = await readList(content);
    assert.deepEqual(targets, [toExpected("nginx", 2), toExpected("alpine", 3)]);
    assert.deepEqual(lines, []);
  });
}

test("imageList() emits nothing from an empty file", async () => {
  const { targets, count } = await readList("");
  assert.deepEqual(targets, []);
  assert.equal(count, 0);
});

test("imageList() emits a line that is no image reference as a failed target that names the line", async () => {
  const { targets, count } = await readList("severity=4\n--help\n-o/tmp/x\nnginx # web\nhttps://me:secret@a.b/c\n");
  assert.equal(count, 4);
  assert.deepEqual(
    targets.map(({ id, image, origin }) => ({ id, image, origin })),
    ["--help", "-o/tmp/x", "nginx # web", "https://***@a.b/c"].map((image, index) => ({
      id: `image:input_images.txt line ${index + 2}`,
      image,
      origin: { from: "input_images.txt", line: index + 2 },
    })),
  );
  for (const { settled, origin } of targets) {
    assert.ok(settled?.status === "failed");
    const { code, message, plugin, stage, retryable } = settled.error;
    assert.deepEqual(
      { code, plugin, stage, retryable },
      { code: "BAD_REFERENCE", plugin: "image_list", stage: "targets", retryable: false },
    );
    assert.ok(message.startsWith(`input_images.txt line ${origin.line}: "`), message);
  }
});

test("imageList() emits a line that is too long as a failed target, whatever it begins with", async () => {
  const long = `nginx${" ".repeat(5000)}`;
  const { targets, count } = await readList(`severity=4\n${long}x\n${long}y\n${" ".repeat(5000)}x\n#${long}\nnginx\n`);
  assert.equal(count, 4);
  assert.deepEqual(
    targets.map(({ id, settled }) => (settled?.status === "failed" ? settled.error.message : id)),
    [
      ...["nginx", "nginx", ""].map(
        (text, index) =>
          `input_images.txt line ${index + 2}: "${text}" is not an image reference: the line is longer than 4096 bytes`,
      ),
      "image:nginx",
    ],
  );
});

test("imageList() keeps what cannot be printed out of the target", async () => {
  const { targets } = await readList(`\u001b[31m${"x".repeat(3000)}\n`);
  assert.ok(targets[0]?.image?.startsWith("\\u{1b}[31mxxx"));
  assert.ok((targets[0]?.image?.length ?? 0) < 250);
});

test("imageList() scans a repeated reference once and names both lines", async () => {
  const { targets, count, lines } = await readList("severity=4\nnginx\nalpine\n nginx\nBad\nBad\n");
  assert.deepEqual(
    targets.map(({ image }) => image),
    ["nginx", "alpine", "Bad"],
  );
  assert.equal(count, 3);
  assert.deepEqual(lines, [
    'warn: input_images.txt line 4: "nginx" repeats line 2; it is used once',
    'warn: input_images.txt line 6: "Bad" repeats line 5; it is used once',
  ]);
});

test("imageList() names ten repetitions and then only the total", async () => {
  const { lines } = await readList(`severity=4\n${"nginx\n".repeat(26)}`);
  assert.equal(lines.length, 11);
  assert.equal(lines[9], 'warn: input_images.txt line 12: "nginx" repeats line 2; it is used once');
  assert.equal(lines[10], "warn: input_images.txt: 25 lines repeat earlier ones");
});

test("imageList() takes another file and another level from its options, and no unknown option", async () => {
  const { targets } = await readList("nginx", { file: "other.txt", severityLevel: 1 });
  assert.deepEqual(targets, [{ ...toExpected("nginx", 1, "UNKNOWN"), origin: { from: "other.txt", line: 1 } }]);
  assert.deepEqual(await parseOptions(imageList()), { file: "input_images.txt", severityLevel: 4 });
  for (const wrong of [{ severityLevel: 6 }, { severityLevel: "4" }, { file: "" }, { fiel: "x" }]) {
    await assert.rejects(parseOptions(imageList(wrong as ImageListOptions)), TypeError);
  }
});

test("imageList() tells of a missing list before the run, with an example of one", async () => {
  await inTempFolder(async (folder) => {
    const error = await catchScanError(() => runPluginPreflight(imageList(), createPluginContext(folder)));
    assert.equal(error.code, "LIST_NOT_FOUND");
    assert.match(error.hint ?? "", /nginx:1\.27/);
    const setup = await catchScanError(() => openPlugin(imageList(), createPluginContext(folder)));
    assert.equal(setup.message, 'Cannot read the list "input_images.txt": it does not exist');
  });
});

test("imageList() closes the file when the consumer leaves early", async () => {
  await inTempFolder(async (folder) => {
    const path = join(await realpath(folder), "input_images.txt");
    await writeFile(path, "nginx\nalpine\n");
    const ctx = createPluginContext(folder);
    const hooks = await openPlugin(imageList(), ctx);
    assert.equal(await countOpen(path), 0);
    for await (const _target of hooks.targets(ctx) as AsyncIterable<Target>) {
      assert.equal(await countOpen(path), 1);
      break;
    }
    assert.equal(await countOpen(path), 0);
  });
});

/** How many times this process has a file open; known on Linux. */
async function countOpen(path: string): Promise<number> {
  const links = (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ""));
  return (await Promise.all(links)).filter((link) => link === path).length;
}

test.run();
