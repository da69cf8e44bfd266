import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import { type IntelConfig, keepChecked, loadIntel, placeIntel } from "#core/intel/mod.ts";
import { makeEpss, makeKev, packEpss } from "#support/intel_files.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const NOW = new Date("2026-11-27T12:00:00Z");
const KEV = [{ cveID: "CVE-2021-44228" }];

/** Loads what files say, those of the config by their names in its folder. */
async function load(
  files: Readonly<Record<string, string | Buffer>>,
  { config, checked }: { config?: IntelConfig; checked?: { version: string; at: string } } = {},
) {
  return inTempFolder(async (cwd) => {
    const places = placeIntel(config, { cwd, outputDir: cwd });
    await mkdir(places.folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
    if (checked !== undefined) await keepChecked(places.folder, checked);
    const { epss, kev } = await loadIntel(places, NOW);
    const message = (error: Error | undefined) => error?.message.replace(cwd, "");
    return { epss, kev, errors: [message(epss.error), message(kev.error)] };
  });
}

test("loadIntel() says nothing of files that are not there, unless the config names them", async () => {
  const { epss, kev, errors } = await load({});
  assert.deepEqual([epss.data, kev.data, ...errors], [undefined, undefined, undefined, undefined]);
  const named = await load({}, { config: { epss: "./e.csv", kev: "https://mirror.example.com/kev.json" } });
  assert.deepEqual(named.errors, ["Cannot use the EPSS scores in /e.csv: there is no such file", undefined]);
  assert.equal(named.kev.place.mirror, "https://mirror.example.com/kev.json");
});

test("loadIntel() reads packed and plain files, whatever their names, with their day and age", async () => {
  const rows = [["CVE-2020-0001", "0.1", "0.2"]] as const;
  const own = await load({
    ".hullscan/intel/epss.csv.gz": packEpss(rows, { date: "2026-11-25" }),
    ".hullscan/intel/kev.json": makeKev(KEV, { date: "2026-11-20" }),
  });
  assert.deepEqual(own.epss.source, { date: "2026-11-25", version: "v2025.03.14", ageDays: 2 });
  assert.deepEqual(own.kev.source, { date: "2026-11-20", version: "2026.11.20", ageDays: 7 });
  const files = { "e.gz": makeEpss(rows, { date: "2026-11-25" }), k: gzipSync(makeKev(KEV, { date: "2026-11-20" })) };
  const named = await load(files, { config: { epss: "e.gz", kev: "k" } });
  assert.deepEqual([named.epss.source, named.kev.source], [own.epss.source, own.kev.source]);
});

test("scores are stale by their day, the catalogue by when it was last looked for", async () => {
  const files = {
    ".hullscan/intel/epss.csv.gz": packEpss([["CVE-2020-0001", "0.1", "0.2"]], { date: "2026-11-23" }),
    ".hullscan/intel/kev.json": makeKev(KEV, { date: "2026-11-12" }),
  };
  const stale = await load(files);
  assert.deepEqual([stale.epss.source?.ageDays, stale.epss.source?.isStale], [4, true]);
  assert.deepEqual([stale.kev.source?.ageDays, stale.kev.source?.isStale], [15, true]);
  const checked = await load(files, { checked: { version: "2026.11.12", at: "2026-11-26T00:00:00Z" } });
  assert.deepEqual([checked.kev.source?.ageDays, checked.kev.source?.isStale], [1, undefined]);
  const other = await load(files, { checked: { version: "2026.11.11", at: "2026-11-26T00:00:00Z" } });
  assert.equal(other.kev.source?.isStale, true);
  // What a wrong clock has kept makes nothing newer than now.
  const ahead = await load(files, { checked: { version: "2026.11.12", at: "2036-11-26T00:00:00Z" } });
  assert.equal(ahead.kev.source?.ageDays, 0);
  const patient = await load(files, { config: { epssMaxDays: 4, kevMaxDays: 15 } });
  assert.deepEqual([patient.epss.source?.isStale, patient.kev.source?.isStale], [undefined, undefined]);
});

test("loadIntel() leaves out what is not fit, and says why with file and line", async () => {
  const bomb = gzipSync(Buffer.alloc(129 * 2 ** 20), { level: 1 });
  const cut = packEpss([["CVE-2020-0001", "0.1", "0.2"]], { rows: 1_000 });
  const cases: readonly (readonly [string | Buffer, RegExp])[] = [
    [makeEpss([["CVE-2020-0001", "NaN", "0.2"]]), /^Cannot use the EPSS scores in \/epss.csv:3: epss is "NaN"/],
    [
      makeEpss([["CVE-2020-0001", "0.1", "0.2"]], { date: "2026-11-29" }),
      /epss.csv: its date 2026-11-29 is in the future/,
    ],
    [bomb, /epss.csv: it unpacks to more than 128 MiB/],
    [cut.subarray(0, -20), /epss.csv: it cannot be unpacked: unexpected end of file/],
    [Buffer.alloc(40 * 2 ** 20, "x"), /epss.csv: it is larger than 32 MiB/],
  ];
  for (const [content, expected] of cases) {
    const { epss, errors } = await load({ "epss.csv": content }, { config: { epss: "epss.csv" } });
    assert.match(errors[0] ?? "", expected);
    assert.equal(epss.data, undefined);
  }
});

test.run();
