import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import type { ImageFacts, ScanData } from "#core/mod.ts";
import { type FindingsBasis, toResultKey } from "#plugins/lib/scanning/result_key.ts";
import { makeTarget } from "#support/outcomes.ts";

const BASIS: FindingsBasis = { program: "0.68.2", settings: '{"scanners":"vuln"}', databases: ["a 2024", "b 2024"] };
const known = (facts: Partial<ImageFacts>): Partial<ScanData> => {
  return { image: { reference: "nginx", source: "registry", ...facts } };
};
const RECORD = { target: makeTarget(), data: known({ digest: "sha256:1" }) };

test("toResultKey() is the same for the same, whatever the target is called", () => {
  const key = toResultKey(RECORD, BASIS);
  assert.match(key ?? "", /^[0-9a-f]{64}$/);
  const other = makeTarget({ id: "image:other", image: "other:2" });
  assert.equal(toResultKey({ ...RECORD, target: other }, structuredClone(BASIS)), key);
});

test("toResultKey() is another one when anything that findings depend on is another", () => {
  const { target, data } = RECORD;
  const keys = [
    toResultKey(RECORD, BASIS),
    toResultKey({ target, data: known({ digest: "sha256:2" }) }, BASIS),
    toResultKey({ target, data: known({ digest: "sha256:1", platform: "linux/arm64" }) }, BASIS),
    toResultKey({ target: makeTarget({ minSeverity: "UNKNOWN" }), data }, BASIS),
    toResultKey(RECORD, { ...BASIS, program: "0.68.3" }),
    toResultKey(RECORD, { ...BASIS, settings: '{"scanners":"secret"}' }),
    toResultKey(RECORD, { ...BASIS, databases: ["a 2025", "b 2024"] }),
    toResultKey(RECORD, { ...BASIS, databases: ["a 2024", ""] }),
    toResultKey(RECORD, { ...BASIS, databases: ["a 2024"] }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test("toResultKey() keeps apart what only looks the same when it is joined", () => {
  const texts = fc.tuple(fc.string(), fc.string(), fc.string());
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      const toKey = ([program, settings, database]: readonly string[]) =>
        toResultKey(RECORD, { program: program ?? "", settings: settings ?? "", databases: [database ?? ""] });
      assert.equal(toKey(left) === toKey(right), JSON.stringify(left) === JSON.stringify(right));
    }),
  );
});

test("toResultKey() is another one for each name that was written with a digest", () => {
  const { data } = RECORD;
  const pinned = ["reg/app@sha256:1", "reg/typo@sha256:1", "reg/app:1"].map((image) => makeTarget({ image }));
  const keys = pinned.map((target) => toResultKey({ target, data }, BASIS));
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], toResultKey(RECORD, BASIS));
});

test("toResultKey() gives none where it is not known what is behind the name", () => {
  assert.equal(toResultKey({ target: RECORD.target, data: {} }, BASIS), undefined);
});

test.run();
