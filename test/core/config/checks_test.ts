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
  assert.deepEqual(resolved.failOn, { rules: [{ severity: "HIGH" }], caveats: ["OS_UNKNOWN"] });
  const failOn = { severity: "hihg", caveats: ["os unknown"], other: 1 };
  assert.deepEqual(await problemsOf({ sources, failOn } as unknown as ScanConfig), [
    'failOn: the key "other" is not known; expected one of severity, fixable, newOnly, kinds, kev, epss, cvss, caveats, rules',
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

test("resolveConfig() takes rules into the gate; those of a list stand beside each other", async () => {
  const gate = async (failOn: ScanConfig["failOn"]) => (await resolveConfig({ sources: [plain()], failOn })).failOn;
  const rule = { severity: 4, fixable: true, kinds: ["vulnerability", "secret"], cvss: 9 } as const;
  assert.deepEqual(await gate(rule), { rules: [{ ...rule, severity: "HIGH" }] });
  assert.deepEqual(await gate(["critical", { kinds: ["secret"] }, { caveats: true }]), {
    rules: [{ severity: "CRITICAL" }, { kinds: ["secret"] }],
    caveats: true,
  });
  assert.deepEqual(await gate({ caveats: false }), { rules: [] });
});

test("resolveConfig() says where a rule is wrong, and what would be right", async () => {
  const wrong = [
    [
      { kinds: ["secrets"] },
      'failOn.kinds: expected a list of vulnerability, secret, misconfiguration, license, not "secrets"',
    ],
    [
      { kinds: [] },
      "failOn.kinds: expected a list of vulnerability, secret, misconfiguration, license, not an empty one",
    ],
    [{ cvss: 11 }, "failOn.cvss: expected a number from 0 to 10, not 11"],
    [{ fixable: "yes" }, 'failOn.fixable: expected true or false, not "yes"'],
    [
      { fixable: false },
      "failOn: expected a condition in it: one of severity, kinds, cvss, epss, caveats, rules, fixable, newOnly, kev",
    ],
    [[], "failOn: expected at least one rule"],
    [
      ["HIGH", { severity: "hihg" }],
      'failOn[1].severity: expected one of UNKNOWN, LOW, MEDIUM, HIGH, CRITICAL, or 1 to 5, not "hihg"',
    ],
    [[{ caveats: ["NONE_SUCH"] }], 'failOn[0].caveats: expected none, as no processor has caveats, not "NONE_SUCH"'],
  ] as const;
  for (const [failOn, expected] of wrong) {
    const config = { sources: [plain()], processors: [looking({ caveats: [] })], failOn } as unknown as ScanConfig;
    assert.deepEqual(await problemsOf(config), [expected]);
  }
});

test("a rule about exploits is refused where the run does without data about them", async () => {
  const failOn = ["HIGH", { severity: "LOW", kev: true, epss: 0 }] as const;
  const sources = [plain()];
  assert.deepEqual(await problemsOf({ sources, failOn, intel: false }), [
    'failOn[1].kev: the gate could never judge: "intel" is false',
    'failOn[1].epss: the gate could never judge: "intel" is false',
  ]);
  assert.deepEqual(await problemsOf({ sources, failOn }), []);
  assert.deepEqual(await problemsOf({ sources, failOn: { severity: "LOW", kev: false }, intel: false }), []);
});

test("the codes of Trivy's caveats are known to the gate", async () => {
  const codes = ["OS_UNKNOWN", "OS_END_OF_LIFE", "OS_RELEASE_UNKNOWN", "NO_PACKAGES", "FINDING_UNREADABLE"];
  assert.deepEqual(await problemsOf({ sources: [image()], processors: [trivy()], failOn: { caveats: codes } }), []);
});

test.run();
