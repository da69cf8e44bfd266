import assert from "node:assert/strict";
import { test } from "uvu";
import { checkDefectdojo } from "#support/formats/checks/defectdojo.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeFailed, makePackage, makeVulnerability } from "#support/outcomes.ts";

async function listFindings(
  ...args: Parameters<typeof formatOutcomes> extends [unknown, ...infer Rest] ? Rest : never
): Promise<readonly Record<string, unknown>[]> {
  const { parts } = await formatOutcomes("defectdojo", ...args);
  return JSON.parse(parts[""] ?? "").findings;
}

test("DefectDojo gets only keys that old versions know, and texts that fit; it is what it was", async () => {
  const { parts, warnings } = await formatOutcomes("defectdojo", HARD_OUTCOMES);
  assertGolden("defectdojo.json", parts[""] ?? "");
  assert.match(warnings.join(), /\(1 could not be scanned, 1 skipped, 1 with caveats\)/);
  const long = makeVulnerability({ package: makePackage({ name: "n".repeat(5000), version: "v".repeat(500) }) });
  const { parts: longer } = await formatOutcomes("defectdojo", [
    ...HARD_OUTCOMES,
    makeDone([long], { image: `${"i".repeat(4500)}:1` }),
  ]);
  checkDefectdojo(longer[""] ?? "");
  assert.doesNotMatch(longer[""] ?? "", /\\u0000|\\ud[89a-f]|javascript:|ftp:/i);
});

test("an image that is not known whole is a finding of its own, the same one after another tag or message", async () => {
  const [doubtful, failed] = (await listFindings(HARD_OUTCOMES)).filter(({ severity, component_name }) => {
    return severity === "Info" && component_name === undefined;
  });
  assert.equal(failed?.title, "IMAGE_NOT_FOUND registry.example.com:5000/team/gone");
  assert.match(String(failed?.impact), /There is no image/);
  assert.equal(doubtful?.title, "OS_UNKNOWN docker.io/library/busybox");
  const hashed = ({ title, description, file_path, unique_id_from_tool }: Record<string, unknown> = {}) => {
    return [title, description, file_path, unique_id_from_tool];
  };
  const [one, other] = await listFindings([makeFailed({ image: "a/b:1" }), makeFailed({ image: "a/b:2" })]);
  assert.deepEqual(hashed(one), hashed(other));
});

test("newer versions of DefectDojo get the version that fixes a finding", async () => {
  const [first] = await listFindings(HARD_OUTCOMES, { options: { level: "new" } });
  assert.deepEqual([first?.fix_available, first?.fix_version], [true, "2.36-9+deb12u3"]);
});

test("nothing that DefectDojo knows a finding by moves with tag, version, severity or an advisory's words", async () => {
  const hashed = async (image: string, version: string, title: string) => {
    const finding = makeVulnerability({ package: makePackage({ version }), title, description: title, cwes: [title] });
    const [row] = await listFindings([makeDone([finding], { image })]);
    return [row?.title, row?.file_path, row?.description, row?.cwe, row?.line, row?.service, row?.unique_id_from_tool];
  };
  assert.deepEqual(await hashed("a/b:1", "1", "old"), await hashed(`a/b@sha256:${"a".repeat(64)}`, "2", "new"));
  assert.notDeepEqual(await hashed("a/b:1", "1", "old"), await hashed("a/c:1", "1", "old"));
});

test("a run that was interrupted is said aloud, as DefectDojo's file has no place for it", async () => {
  const { warnings } = await formatOutcomes("defectdojo", [], { summary: { interrupted: true } });
  assert.match(warnings.join(), /the run was interrupted/);
});

test.run();
