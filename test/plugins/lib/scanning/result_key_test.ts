import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import type { ImageFacts, ScanData } from "#core/mod.ts";
import { buildResultKey, type FindingsBasis } from "#plugins/lib/scanning/result_key.ts";
import { makeTarget } from "#support/outcomes.ts";

const BASIS: FindingsBasis = { program: "0.68.2", settings: '{"scanners":"vuln"}', databases: ["a 2024", "b 2024"] };
const known = (facts: Partial<ImageFacts>): Partial<ScanData> => {
  return { image: { reference: "nginx", source: "registry", ...facts } };
};
const RECORD = { target: makeTarget(), data: known({ digest: "sha256:1" }) };

test("buildResultKey() is the same for the same, whatever the target is called", () => {
  const key = buildResultKey(RECORD, BASIS);
  assert.match(key ?? "", /^[0-9a-f]{64}$/);
  const other = makeTarget({ id: "image:other", image: "other:2" });
  assert.equal(buildResultKey({ ...RECORD, target: other }, structuredClone(BASIS)), key);
});

test("buildResultKey() is another one when anything that findings depend on is another", () => {
  const { target, data } = RECORD;
  const keys = [
    buildResultKey(RECORD, BASIS),
    buildResultKey({ target, data: known({ digest: "sha256:2" }) }, BASIS),
    buildResultKey({ target, data: known({ digest: "sha256:1", platform: "linux/arm64" }) }, BASIS),
    buildResultKey({ target: makeTarget({ minSeverity: "UNKNOWN" }), data }, BASIS),
    buildResultKey(RECORD, { ...BASIS, program: "0.68.3" }),
    buildResultKey(RECORD, { ...BASIS, settings: '{"scanners":"secret"}' }),
    buildResultKey(RECORD, { ...BASIS, databases: ["a 2025", "b 2024"] }),
    buildResultKey(RECORD, { ...BASIS, databases: ["a 2024", ""] }),
    buildResultKey(RECORD, { ...BASIS, databases: ["a 2024"] }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test("buildResultKey() keeps apart what only looks the same when it is joined", () => {
  const texts = fc.tuple(fc.string(), fc.string(), fc.string());
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      const toKey = ([program, settings, database]: readonly string[]) =>
        buildResultKey(RECORD, { program: program ?? "", settings: settings ?? "", databases: [database ?? ""] });
      assert.equal(toKey(left) === toKey(right), JSON.stringify(left) === JSON.stringify(right));
    }),
  );
});

test("buildResultKey() is another one for each name that was written with a digest", () => {
  const { data } = RECORD;
  const pinned = ["reg/app@sha256:1", "reg/typo@sha256:1", "reg/app:1"].map((image) => makeTarget({ image }));
  const keys = pinned.map((target) => buildResultKey({ target, data }, BASIS));
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], buildResultKey(RECORD, BASIS));
});

test("buildResultKey() gives none where it is not known what is behind the name", () => {
  assert.equal(buildResultKey({ target: RECORD.target, data: {} }, BASIS), undefined);
});

test.run();
