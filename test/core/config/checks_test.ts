import assert from "node:assert/strict";
import { test } from "uvu";
import { resolveConfig } from "#core/kit.ts";
import { defineProcessor, defineSource, isScanError, type ScanConfig, type ScanData } from "#core/mod.ts";
import { trivy } from "#plugins/mod.ts";

const plain = defineSource({ name: "plain", setup: () => ({ targets: () => [] }) });

const image = defineSource({ name: "image", provides: ["image"], setup: () => ({ targets: () => [] }) });
/** A processor that may have caveats. */
const looking = ({ caveats }: { readonly caveats?: readonly string[] }) =>
  defineProcessor({ name: "look", ...(caveats && { caveats }), setup: () => ({ process: () => undefined }) })();

async function problemsOf(config: ScanConfig): Promise<readonly string[]> {
  try {
    await resolveConfig(config);
    return [];
  } catch (error) {
    if (!isScanError(error)) throw error;
    return (error.problems ?? []).map(({ message }) => message);
  }
}

test("resolveConfig() refuses two processors that provide the same, unless it is joined", async () => {
  const make = (name: string, provides: readonly (keyof ScanData)[]) =>
    defineProcessor({ name, provides, setup: () => ({ process: () => undefined }) })();
  const joined = ["findings", "scans"] as const;
  const sources = [plain()];
  assert.deepEqual(await problemsOf({ sources, processors: [make("one", joined), make("two", joined)] }), []);
  const processors = [make("one", ["findings", "note"]), make("two", ["note", "image"]), make("two", ["image"])];
  assert.deepEqual(await problemsOf({ sources, processors }), [
    'processors: "one" and "two" both provide "note": leave one out',
    'processors: "two" and "two" both provide "image": leave one out',
  ]);
});

test("resolveConfig() takes caveats into the gate, and refuses what is none", async () => {
  const sources = [plain()];
  const processors = [looking({ caveats: ["OS_UNKNOWN"] })];
  const gate = { severity: "high", caveats: ["OS_UNKNOWN"] } as const;
  const resolved = await resolveConfig({ sources, processors, failOn: gate });
  assert.deepEqual([resolved.failOn, resolved.failOnCaveats], ["HIGH", ["OS_UNKNOWN"]]);
  const failOn = { severity: "hihg", caveats: ["os unknown"], other: 1 };
  assert.deepEqual(await problemsOf({ sources, failOn } as unknown as ScanConfig), [
    'failOn: the key "other" is not known; expected one of severity, caveats',
    'failOn.severity: expected one of UNKNOWN, LOW, MEDIUM, HIGH, CRITICAL, or 1 to 5, not "hihg"',
    "failOn.caveats: expected true, or a list of codes such as OS_UNKNOWN, not a list",
  ]);
});

test("resolveConfig() refuses a gate at caveats that no processor has: it would never be hit", async () => {
  const sources = [plain()];
  const failOn = { caveats: ["OS_UNKNOWM"] };
  const trivyLike = looking({ caveats: ["OS_UNKNOWN", "NO_PACKAGES"] });
  const mistyped = 'failOn.caveats: expected some of OS_UNKNOWN, NO_PACKAGES, not "OS_UNKNOWM"';
  assert.deepEqual(await problemsOf({ sources, processors: [trivyLike], failOn }), [mistyped]);
  // What a processor that says nothing of its caveats may have is not known; what is close to a known one is a slip.
  assert.deepEqual(await problemsOf({ sources, processors: [trivyLike, looking({})], failOn }), [mistyped]);
  const other = { caveats: ["SIGNATURE_MISSING"] };
  assert.deepEqual(await problemsOf({ sources, processors: [trivyLike, looking({})], failOn: other }), []);
  assert.match(
    (await problemsOf({ sources, processors: [trivyLike], failOn: other })).join(),
    /not "SIGNATURE_MISSING"/,
  );
  const none = ['failOn.caveats: expected none, as no processor has caveats, not "OS_UNKNOWM"'];
  assert.deepEqual(await problemsOf({ sources, processors: [looking({ caveats: [] })], failOn }), none);
});

test("the codes of Trivy's caveats are known to the gate", async () => {
  const codes = ["OS_UNKNOWN", "OS_END_OF_LIFE", "OS_RELEASE_UNKNOWN", "NO_PACKAGES", "FINDING_UNREADABLE"];
  assert.deepEqual(await problemsOf({ sources: [image()], processors: [trivy()], failOn: { caveats: codes } }), []);
});

test.run();
