import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Finding, Severity } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { runCli } from "#support/cli.ts";
import { askHistory, KEY, type MadeRun, makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const layer = (name: string) => `sha256:${name.repeat(64).slice(0, 64)}`;

/** A finding in a package: `openssl 1`, in the layer of that letter. */
function found(pack: string, at: string, severity: Severity = "HIGH", versions: readonly string[] = ["9"]): Finding {
  const [name = "", version = ""] = pack.split(" ");
  return fakeFinding({
    ...{ id: `CVE-${name}`, severity, location: { layer: { diffId: layer(at) } } },
    package: { name, version, class: "os", type: "debian" },
    fix: { state: "fixed", versions },
  });
}

const BASE = [found("openssl 1", "d", "CRITICAL"), found("zlib 1", "d"), found("stays 1", "d", "LOW", [])];

const RUNS: readonly MadeRun[] = [
  { day: "2026-10-01", images: { "debian:12": BASE }, layers: { "debian:12": [layer("d")] } },
  {
    day: "2026-10-02",
    target: { labels: { owner: "@shop" } },
    images: {
      "shop/cart:1": [...BASE, found("minimist 1", "c")],
      "shop/pay:1": BASE,
      "shop/bare:1": [found("zlib 1", "q")],
    },
    layers: { "shop/cart:1": ["d", "c"].map(layer), "shop/pay:1": ["d", "p"].map(layer) },
  },
  {
    day: "2026-10-03",
    target: { labels: { owner: "@hr" } },
    images: { "hr/app:1": [...BASE, KEY], "hr/gone:1": "TIMEOUT" },
    layers: { "hr/app:1": ["d", "h"].map(layer) },
  },
];

/** Asks a history that is there. */
async function ask(args: readonly string[], runs: readonly MadeRun[] = RUNS) {
  const { code, stdout, stderr } = await askHistory(args, runs);
  assert.equal(code, 0, stderr);
  return stdout;
}

test("scan plan names what removes most, over the last scan of each image, whose it is, and what it does not know", async () => {
  const stdout = await ask(["plan"]);
  const lines = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
  assert.deepEqual(lines[2], ["3 steps remove 10 of 15 findings; for 5 no upgrade is known"]);
  assert.deepEqual(
    lines.filter(([first]) => /^(rebuild|upgrade)/.test(first ?? "")),
    [
      ["rebuild on a newer debian:12", "4", "4", "8", "4", "53%", "@shop (2), @hr (1)"],
      ["upgrade zlib 1 -> 9", ".", "1", "1", "1", "60%", "@shop (1)"],
      ["upgrade minimist 1 -> 9", ".", "1", "1", "1", "66%", "@shop (1)"],
    ],
  );
  assert.match(stdout, /1 image: no layers are known, so no base image is either/);
  assert.match(stdout, /1 image could never be scanned/);
});

test("scan plan of an owner, of images or from a severity on counts these alone, on the bases that all images show", async () => {
  const steps = async (...args: readonly string[]) => {
    const { plan, images } = JSON.parse(await ask(["plan", "--json", ...args])) as {
      readonly images: number;
      readonly plan: {
        readonly actions: readonly { readonly kind: string; readonly findings: number; readonly names: string[] }[];
      };
    };
    return [images, ...plan.actions.map(({ kind, findings, names }) => [kind, findings, ...names])];
  };
  assert.deepEqual(await steps("--owner", "@hr"), [1, ["base", 2, "hr/app:1"]]);
  assert.deepEqual(await steps("--image", "shop/p*"), [1, ["base", 2, "shop/pay:1"]]);
  assert.deepEqual(await steps("--severity", "critical", "--owner", "@shop"), [
    3,
    ["base", 2, "shop/cart:1", "shop/pay:1"],
  ]);
  assert.deepEqual((await steps("--limit", "1")).length, 2);
  // It is not known whose the images are that were never scanned.
  assert.match(await ask(["plan", "--owner", "@hr"]), /in the whole history, 1 image could never be scanned/);
  for (const [args, message] of [
    [["--owner", "@nobody"], /The history knows no image of the owner "@nobody"/],
    [["--image", "nothing/*"], /The history knows no image that "nothing\/\*" covers/],
    [["--severity", "worst"], /"worst" is not a severity/],
  ] as const) {
    const { code, stderr } = await askHistory(["plan", ...args], RUNS);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test("scan plan does not count what a rule beside the config accepts", async () => {
  await inTempFolder(async (cwd) => {
    await makeHistory(join(cwd, ".hullscan/history.db"), RUNS);
    const term = { reason: "not reachable", until: "2999-12-31", over_a_year: true };
    const accept = [
      { id: "CVE-openssl", image: ["shop/*", "debian"], ...term },
      { package: "zlib", label: { owner: "@hr" }, ...term },
      { kind: "secret", ...term },
    ];
    await writeFile(join(cwd, "scan.accept.yaml"), JSON.stringify({ accept }));
    const { code, stdout, stderr } = await runCli(["plan", "--json"], { cwd });
    assert.equal(code, 0, stderr);
    const { plan } = JSON.parse(stdout) as { readonly plan: Readonly<Record<string, unknown>> };
    assert.deepEqual([plan.findings, plan.fixable], [10, 6]);
  });
});

test("scan plan --markdown is a table for an issue, with names that are no markup", async () => {
  const stdout = await ask(["plan", "--markdown", "--limit", "2"]);
  assert.match(stdout, /^\*\*2 steps remove 9 of 15 findings; for 5 no upgrade is known\.\*\*\n\n\| Step \|/);
  assert.match(stdout, /\| `rebuild on a newer debian:12` \| 4 \| 4 \| 8 \| 4 \| 8 \| `@shop \(2\), @hr \(1\)` \|\n/);
});

test("scan find --plan adds the steps that remove what is looked for, with the images of each", async () => {
  const base = await ask(["find", "CVE-openssl", "--plan"]);
  assert.match(base, /What removes it: 1 step removes 4 of 4 findings\n/);
  assert.match(
    base,
    /\n {2}rebuild on a newer debian:12 {2}4 images of @shop \(2\), @hr \(1\)\n {4}debian:12, hr\/app:1, shop\/cart:1, shop\/pay:1\n/,
  );
  // Here one upgrade removes more than a base.
  const upgrade = await ask(["find", "CVE-zlib", "--plan"]);
  assert.match(
    upgrade,
    /\n {2}upgrade zlib 1 -> 9 {2}5 images of @shop \(3\), @hr \(1\)\n {4}debian:12, hr\/app:1, shop\/bare:1,/,
  );
  const { plan } = JSON.parse(await ask(["find", "minimist", "--plan", "--json"])) as {
    readonly plan: { readonly actions: readonly { readonly names: readonly string[] }[] };
  };
  assert.deepEqual(plan.actions[0]?.names, ["shop/cart:1"]);
  assert.match(await ask(["find", "CVE-stays", "--plan"]), /What removes it: no upgrade is known\n/);
});

test.run();
