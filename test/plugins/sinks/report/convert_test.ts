import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { toElement } from "#plugins/lib/formats/grouped/to_element.ts";
import { openReport } from "#plugins/lib/history/mod.ts";
import { convertReport } from "#plugins/sinks/report/convert.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeSecret, makeVulnerability } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function readOutcomes(path: string): Promise<readonly Outcome[]> {
  const run = await openReport(path);
  try {
    const outcomes: Outcome[] = [];
    for await (const outcome of run.outcomes()) outcomes.push(outcome);
    return outcomes;
  } finally {
    await run.close();
  }
}

async function convert(path: string, outputDir: string, format = "ndjson") {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const files = await convertReport({ path, reports: { [format]: true }, outputDir, warn });
  return { files, warnings };
}

test("NDJSON is read as it was: an outcome loses nothing", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "run.ndjson");
    const { parts } = await formatOutcomes("ndjson", HARD_OUTCOMES);
    await writeFile(path, parts[""] ?? "");
    assert.deepEqual(await readOutcomes(path), HARD_OUTCOMES);
    const { files, warnings } = await convert(path, folder);
    assert.deepEqual([files, warnings], [[join(folder, "scan.ndjson")], []]);
    const before = (parts[""] ?? "").split("\n").slice(1);
    assert.deepEqual((await readFile(join(folder, "scan.ndjson"), "utf8")).split("\n").slice(1), before);
  });
});

test("accepted findings survive both reports that can be read again", async () => {
  await inTempFolder(async (folder) => {
    const accepted = { status: "accepted", reason: "r", rule: "scan.accept.yaml:3", until: "2026-12-31" } as const;
    const outcome = makeDone([makeSecret("HIGH"), { ...makeVulnerability(), accepted }]);
    const path = join(folder, "report.json");
    await writeFile(path, JSON.stringify([toElement(outcome, { details: true })]));
    const lines = join(folder, "run.ndjson");
    await writeFile(lines, (await formatOutcomes("ndjson", [outcome])).parts[""] ?? "");
    for (const file of [path, lines]) {
      const [read] = await readOutcomes(file);
      assert.deepEqual(
        read?.data.findings?.map(({ id, accepted }) => [id, accepted]),
        [
          ["aws-access-key-id", undefined],
          ["CVE-2024-0001", accepted],
        ],
        file,
      );
    }
  });
});

test("the report of grouped_json with details is read so that it makes that report again", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "report.json");
    const details = true;
    const elements = HARD_OUTCOMES.map((outcome) => toElement(outcome, { details }));
    await writeFile(path, JSON.stringify(elements, null, 2));
    const outcomes = await readOutcomes(path);
    const again = outcomes.map((outcome) => toElement(outcome, { details }));
    assert.deepEqual(withoutKept(again), withoutKept(JSON.parse(JSON.stringify(elements))));
    const [first] = outcomes;
    assert.deepEqual(
      first?.data.findings?.map(({ kind, id, severity, fingerprint }) => [kind, id, severity, fingerprint]),
      [...(first?.data.findings ?? [])].map(({ kind, id, severity, fingerprint }) => [kind, id, severity, fingerprint]),
    );
    assert.equal(outcomes[4]?.status, "failed");
  });
});

/** What only a whole outcome holds, or is made anew: the hint of an error, the system's end of life. */
function withoutKept(elements: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(elements, (key, value) => (["hint", "os", "end_of_life"].includes(key) ? undefined : value)),
  );
}

test("a report without details is converted, too", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "report.json");
    await writeFile(path, JSON.stringify(HARD_OUTCOMES.map((outcome) => toElement(outcome, { details: false }))));
    const { files } = await convert(path, folder, "csv");
    const text = await readFile(files[0] ?? "", "utf8");
    for (const part of ["CVE-2024-0001", "registry.example.com:5000/team/gone:2.0", "IMAGE_NOT_FOUND", "OS_UNKNOWN"]) {
      assert.ok(text.includes(part), part);
    }
  });
});

test("NDJSON that is cut is said to be, and what is made of it does not look whole", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "run.ndjson");
    const { parts } = await formatOutcomes("ndjson", HARD_OUTCOMES);
    const lines = (parts[""] ?? "").trimEnd().split("\n");
    await writeFile(path, `${lines.slice(0, 3).join("\n")}\n`);
    const { files, warnings } = await convert(path, folder, "csv");
    assert.match(warnings.join(), /is not whole/);
    assert.match(await readFile(files[0] ?? "", "utf8"), /,INTERRUPTED,/);
  });
});

const WRONG: Readonly<Record<string, readonly [text: string, expected: RegExp]>> = {
  "an empty file": ["", /it is empty/],
  "something else": ["hello\n", /line 1 is not a JSON object/],
  "JSON of another kind": ['{"a":1}\n', /neither a report .* nor NDJSON/],
  "a newer NDJSON": ['{"type":"run","format":99}\n', /another release of hullscan wrote it/],
  "a cut report": ['[{"image":"a","scan_type":"remote"', /it ends before its end/],
  "an outcome that is none": [
    '{"type":"run","format":1,"label":"a","startedAt":"2024-01-02T03:04:05Z"}\n{"type":"outcome","status":"done"}\n',
    /line 2: /,
  ],
};

for (const [what, [text, expected]] of Object.entries(WRONG)) {
  test(`${what} is refused in words, and leaves no file`, async () => {
    await inTempFolder(async (folder) => {
      const path = join(folder, "in.txt");
      await writeFile(path, text);
      const error = await catchScanError(() => convert(path, folder, "csv"));
      assert.equal(error.code, "REPORT_UNREADABLE");
      assert.match(error.message, expected);
      await assert.rejects(readFile(join(folder, "scan.csv")));
    });
  });
}

test("a format that is none is named", async () => {
  const error = await catchScanError(() => convert("/nowhere", "/nowhere", "cvs"));
  assert.deepEqual([error.code, error.message], ["REPORT_FORMAT", 'Cannot write the format "cvs"']);
});

test.run();
