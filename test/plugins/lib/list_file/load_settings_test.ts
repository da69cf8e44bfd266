import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "uvu";
import type { LoadListSettingsOptions } from "#plugins/lib/list_file/mod.ts";
import { loadListSettings, toListFile } from "#plugins/lib/list_file/mod.ts";
import { recordLog } from "#support/plugin_context.ts";
import { inTempFolder } from "#support/temp_folder.ts";

type Choices = Pick<LoadListSettingsOptions, "severityLevel" | "asked"> & { readonly signal?: AbortSignal };

async function load(content: string, choices: Choices = {}) {
  const { log, lines } = recordLog();
  let loaded: unknown;
  await inTempFolder(async (folder) => {
    const file = toListFile("list.txt", folder);
    await writeFile(file.path, content);
    loaded = await loadListSettings(file, { log, signal: new AbortController().signal, ...choices });
  });
  return { loaded, lines };
}

for (const setting of ["severity=2", "  SEVERITY = 2\t", "Severity=02", "severity =2"]) {
  test(`loadListSettings() reads "${setting}" wherever it stands`, async () => {
    assert.deepEqual(await load(`nginx\n${setting}\nalpine\n`), {
      loaded: { minSeverity: "LOW", count: 2 },
      lines: [],
    });
    assert.deepEqual(await load(`${setting}\nnginx`), { loaded: { minSeverity: "LOW", count: 1 }, lines: [] });
    assert.deepEqual(await load(`nginx\n${setting}`), { loaded: { minSeverity: "LOW", count: 1 }, lines: [] });
  });
}

test("loadListSettings() takes level 4 where the list sets none, and says so", async () => {
  assert.deepEqual(await load("nginx\n# severity=1\n"), {
    loaded: { minSeverity: "HIGH", count: 1 },
    lines: ["info: list.txt sets no severity: level 4 is used (HIGH, CRITICAL)"],
  });
});

test("loadListSettings() prefers the list's own level to the one of the options", async () => {
  assert.deepEqual((await load("severity=1", { severityLevel: 5 })).loaded, { minSeverity: "UNKNOWN", count: 0 });
  assert.deepEqual((await load("nginx", { severityLevel: 5 })).loaded, { minSeverity: "CRITICAL", count: 1 });
});

test("loadListSettings() takes what the run was asked for before the list's own level, and says so", async () => {
  assert.deepEqual(await load("severity=1\nnginx", { asked: "CRITICAL" }), {
    loaded: { minSeverity: "CRITICAL", count: 1 },
    lines: ["info: list.txt line 1 sets the severity: --severity CRITICAL comes before it"],
  });
  assert.deepEqual(await load("nginx", { asked: "LOW" }), { loaded: { minSeverity: "LOW", count: 1 }, lines: [] });
});

for (const [value, minSeverity] of [
  ["UNKNOWN", "UNKNOWN"],
  ["low", "LOW"],
  ["Medium", "MEDIUM"],
  ["HIGH", "HIGH"],
  ["cRITICAL ", "CRITICAL"],
] as const) {
  test(`loadListSettings() reads the name "${value}" as ${minSeverity}`, async () => {
    assert.deepEqual(await load(`severity=${value}\nnginx`, { severityLevel: minSeverity === "UNKNOWN" ? 5 : 1 }), {
      loaded: { minSeverity, count: 1 },
      lines: [],
    });
  });
}

for (const value of [
  "0",
  "6",
  "9",
  "-1",
  "2.5",
  "hihg",
  "HIGH,CRITICAL",
  "",
  "3 # all",
  "0x3",
  "99999999999999999999",
]) {
  test(`loadListSettings() warns of the severity "${value}", naming file and line, and takes level 4`, async () => {
    assert.deepEqual(await load(`nginx\n\nseverity=${value}\n`), {
      loaded: { minSeverity: "HIGH", count: 1 },
      lines: [
        `warn: list.txt line 3: the severity "${value}" is neither 1 to 5 nor a name; level 4 is used (HIGH, CRITICAL). ${value === "hihg" ? "Did you mean severity=HIGH?" : "Write severity=4 or severity=HIGH, for example"}`,
      ],
    });
  });
}

test("loadListSettings() lets the last of several severities count, and names the lines", async () => {
  assert.deepEqual(await load("severity=1\nnginx\nseverity=2\nseverity=5"), {
    loaded: { minSeverity: "CRITICAL", count: 1 },
    lines: ["warn: list.txt sets the severity on lines 1, 3 and 4: the last one counts"],
  });
  const { lines } = await load(`nginx\n${"severity=3\n".repeat(40)}`);
  assert.deepEqual(lines, [
    "warn: list.txt sets the severity on 40 lines, from line 2 to line 41: the last one counts",
  ]);
});

test("loadListSettings() says that a list names nothing", async () => {
  const { loaded, lines } = await load("# nginx\nseverity=4\n");
  assert.deepEqual(loaded, { minSeverity: "HIGH", count: 0 });
  assert.deepEqual(lines, ["warn: list.txt names no target yet: write one per line"]);
});

test("loadListSettings() counts each entry once", async () => {
  const { loaded } = await load("severity=4\nnginx\n nginx \nBad One\nBad One\n# nginx\n\nalpine");
  assert.deepEqual(loaded, { minSeverity: "HIGH", count: 3 });
});

test("loadListSettings() stops with the signal's reason", async () => {
  const reason = new Error("interrupted");
  await assert.rejects(load("nginx", { signal: AbortSignal.abort(reason) }), reason);
});

test.run();
