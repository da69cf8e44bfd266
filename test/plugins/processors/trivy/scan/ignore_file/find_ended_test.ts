import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { findEnded } from "#plugins/processors/trivy/scan/ignore_file/find_ended.ts";
import { findIgnoreFileWarning } from "#plugins/processors/trivy/warnings.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const NOW = new Date("2027-01-31T12:00:00Z");
const linesOf = (text: string, now = NOW) => findEnded(text, now).map(({ line }) => line);

const ROWS: readonly (readonly [string, boolean])[] = [
  ["CVE-1", false],
  ["CVE-1 exp:2027-01-30", true],
  ["CVE-1 exp:2027-01-31", true],
  ["CVE-1 exp:2027-02-01", false],
  ["CVE-1 because exp:2020-01-01 it is old", true],
  ["# CVE-1 exp:2020-01-01", false],
  ["  expired_at: 2027-01-31", true],
  ["  expired_at: 2027-2-1", false],
  ["  expired_at: 2027-1-5", true],
  ["  expired_at: 2027-01-31T11:59:59Z", true],
  ["  expired_at: 2027-01-31T12:59:59+01:00", true],
  ["  expired_at: 2027-01-31T12:30:00Z", false],
  ["  expired_at: 2027-01-31 11:00:00", true],
  ['  "expired_at": "2027-01-31T11:00:00Z"', true],
  ["- {id: CVE-1, expired_at: 2020-01-01}", true],
  ["  # expired_at: 2020-01-01", false],
  ["  statement: until 2020-01-01", false],
];

for (const [text, isEnded] of ROWS) {
  test(`${JSON.stringify(text)} ${isEnded ? "has ended" : "holds"} at noon of 31 January 2027`, () => {
    assert.deepEqual(linesOf(text), isEnded ? [1] : []);
  });
}

test("an entry ends in the moment that its day begins, as Trivy takes it", () => {
  assert.deepEqual(linesOf("CVE-1 exp:2027-01-31", new Date("2027-01-31T00:00:00Z")), []);
  assert.deepEqual(linesOf("CVE-1 exp:2027-01-31", new Date("2027-01-31T00:00:00.001Z")), [1]);
});

test("a run names the lines that have ended, five at most, and is silent where none has", () =>
  inTempFolder(async (cwd) => {
    const warn = async (text: string) => {
      await writeFile(join(cwd, "ignored"), text);
      return findIgnoreFileWarning({ ignoreFile: "ignored" }, { cwd, now: NOW });
    };
    assert.equal(await warn("CVE-1\nCVE-2 exp:2028-01-01\n"), undefined);
    assert.match(
      (await warn("CVE-1\nCVE-2 exp:2026-01-01\n")) ?? "",
      /^1 date in ".*ignored" is over.*line 2: 2026-01-01\)/,
    );
    assert.match((await warn("CVE-1 exp:2026-01-01\n".repeat(7))) ?? "", /^7 dates .*, and 2 more\)/);
    assert.equal(await findIgnoreFileWarning({ ignoreFile: "gone" }, { cwd, now: NOW }), undefined);
  }));

test.run();
