import assert from "node:assert/strict";
import { test } from "uvu";
import {
  defineProcessor,
  defineSource,
  isScanError,
  resolveConfig,
  type ScanConfig,
  type ScanData,
} from "../../../core/mod.ts";

const plain = defineSource({ name: "plain", setup: () => ({ targets: () => [] }) });

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
  const joined = ["findings", "caveats", "scanDetails"] as const;
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
  const resolved = await resolveConfig({ sources, failOn: { severity: "high", caveats: ["OS_UNKNOWN"] } });
  assert.deepEqual([resolved.failOn, resolved.failOnCaveats], ["HIGH", ["OS_UNKNOWN"]]);
  const failOn = { severity: "hihg", caveats: ["os unknown"], other: 1 };
  assert.deepEqual(await problemsOf({ sources, failOn } as unknown as ScanConfig), [
    'failOn: the key "other" is not known; expected one of severity, caveats',
    'failOn.severity: expected one of UNKNOWN, LOW, MEDIUM, HIGH, CRITICAL, or 1 to 5, not "hihg"',
    "failOn.caveats: expected true, or a list of codes such as OS_UNKNOWN, not a list",
  ]);
});

test.run();
