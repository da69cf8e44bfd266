import assert from "node:assert/strict";
import stringWidth from "fast-string-width";
import { test } from "uvu";
import { chooseSubject, type Subject } from "#core/cli/explain/choose_subject.ts";
import { collect } from "#core/cli/explain/collect.ts";
import { formatAnswer } from "#core/cli/explain/format.ts";
import { toData } from "#core/cli/explain/to_data.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import type { Finding, Outcome } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeScan } from "#core/testing/mod.ts";
import { catchScanError } from "#support/scan_error.ts";

const layer = (number: number) => `sha256:${String(number).repeat(64)}`;
const inLayer = (number: number) => ({ layer: { diffId: layer(number) } });
const openssl = { name: "openssl", version: "3.0.11", class: "os", type: "debian" } as const;

const GLIBC = fakeFinding({
  id: "CVE-2023-4911",
  title: "ld.so: \u001b[31mbuffer overflow",
  fix: { state: "fixed", versions: ["2.36-9+deb12u3"] },
  location: inLayer(1),
});
const SECRET: Finding = {
  ...{ kind: "secret", id: "aws-access-key-id", severity: "CRITICAL", category: "AWS", match: "***" },
  location: { path: "srv/settings.env", startLine: 2, ...inLayer(3) },
};

const image = (reference: string, layers: readonly number[]) => ({
  reference,
  source: "registry",
  layers: layers.map(layer),
});

const OUTCOMES: readonly Outcome[] = [
  fakeOutcome({
    target: { image: "debian:12" },
    data: { findings: [GLIBC], scans: [fakeScan()], image: image("debian:12", [1]) },
  }),
  fakeOutcome({
    target: { image: "registry.example.com/shop/api:1.4" },
    data: {
      findings: [
        fakeFinding({ id: "CVE-2024-0002", severity: "CRITICAL", package: openssl, location: inLayer(2) }),
        fakeFinding({
          ...{ id: "CVE-2024-0003", package: openssl, location: inLayer(2), aliases: ["GHSA-aaaa-bbbb-cccc"] },
          fix: { state: "fixed", versions: ["3.0.14"] },
        }),
        SECRET,
        GLIBC,
      ],
      scans: [fakeScan({ caveats: [{ code: "OS_END_OF_LIFE", message: "Debian 12 is old" }] })],
      image: image("registry.example.com/shop/api:1.4", [1, 2, 3]),
    },
  }),
  fakeOutcome({ target: { image: "shop/gone:1" }, error: { code: "IMAGE_NOT_FOUND", message: "It is gone" } }),
  fakeOutcome({ target: { image: "shop/web:1", minSeverity: "CRITICAL" } }),
  fakeOutcome({ target: { image: "shop/web:2" }, data: {} }),
];

interface How {
  readonly as?: Subject;
  readonly outcomes?: readonly Outcome[];
  readonly width?: number;
  readonly locale?: string;
}

async function about(word: string, { as, outcomes = OUTCOMES }: How) {
  const iterate = async function* () {
    yield* outcomes;
  };
  const found = await collect(iterate(), word);
  const report = {
    ...{ label: "remote", startedAt: new Date("2024-01-02T03:04:05Z"), outcomes: iterate, isInterrupted: () => false },
    close: async () => {},
  };
  const subject = chooseSubject(word, found, { as, path: "/reports/scan.ndjson", isWhole: true });
  return { path: "/reports/scan.ndjson", report, subject, word, found };
}

async function explain(word: string, how: How = {}): Promise<string> {
  const { width = Number.POSITIVE_INFINITY, locale = "C.UTF-8" } = how;
  const glyphs = chooseGlyphs({ LANG: locale }, "linux");
  const text = formatAnswer(await about(word, how), { width, glyphs, paint: (_style, text) => text });
  return text.split("\n").slice(2).join("\n");
}

test("an image's findings stand by layer, package and fix, the worst first, and its base image is named", async () => {
  assert.equal(
    await explain("registry.example.com/shop/api:1.4"),
    `registry.example.com/shop/api:1.4
  scanned 2024-01-02T03:04Z by fake 1.0.0
  Not clean: OS_END_OF_LIFE: Debian 12 is old
  2 CRITICAL 2 HIGH, 2 fixable
  Looked for: HIGH, CRITICAL
├─ layer 1 sha256:111111111111, of the base image debian:12  1 HIGH
│  └─ libc6 2.36-9 (Debian-package)  1 HIGH
│     └─ fixed in 2.36-9+deb12u3
│        └─ HIGH CVE-2023-4911 ld.so: \\u{1b}[31mbuffer overflow
├─ layer 2 sha256:222222222222  1 CRITICAL 1 HIGH
│  └─ openssl 3.0.11 (Debian-package)  1 CRITICAL 1 HIGH
│     ├─ fixed in 3.0.14
│     │  └─ HIGH CVE-2024-0003
│     └─ no fix
│        └─ CRITICAL CVE-2024-0002
└─ layer 3 sha256:333333333333  1 CRITICAL
   └─ CRITICAL secret aws-access-key-id srv/settings.env:2
`,
  );
});

test("a vulnerability names all its images, by an alias too, and what the report cannot say", async () => {
  assert.equal(
    await explain("cve-2023-4911"),
    `CVE-2023-4911 HIGH
  ld.so: \\u{1b}[31mbuffer overflow
  In 2 of 3 scanned targets
└─ libc6 2.36-9 (Debian-package)  1 HIGH
   ├─ fixed in 2.36-9+deb12u3
   └─ in 2 images
      ├─ debian:12
      └─ registry.example.com/shop/api:1.4
It may be elsewhere, too:
  1 target could not be scanned
  1 target no scanner looked at
  in 1 target nothing below CRITICAL was looked for
  1 target may have more than was found (caveats)
`,
  );
  assert.match(await explain("GHSA-aaaa-bbbb-cccc"), /^CVE-2024-0003 HIGH\n/);
});

test("a package names its versions with their findings and images", async () => {
  const text = await explain("openssl");
  assert.match(text, /^openssl\n {2}2 findings in 1 image of 3 scanned targets\n└─ openssl 3.0.11 /);
  assert.match(
    text,
    /fixed in 3.0.14\n.*CVE-2024-0003[\s\S]*no fix\n.*CVE-2024-0002[\s\S]*in 1 image\n.*shop\/api:1.4/,
  );
});

test("what was not scanned says so, and never that there are no findings", async () => {
  assert.match(
    await explain("shop/gone:1"),
    /Not scanned: IMAGE_NOT_FOUND: It is gone\n {2}Try .*\n {2}Nothing is known/,
  );
  assert.match(await explain("shop/web:2"), /Not scanned: no scanner looked at it/);
  assert.match(await explain("shop/web:1"), /\n {2}clean\n {2}Looked for: CRITICAL\n/);
  assert.match(await explain("CVE-2021-44228"), /It was not found in 3 scanned targets\nIt may be elsewhere, too:/);
  for (const word of ["shop/gone:1", "shop/web:2"]) assert.ok(!(await explain(word)).includes("no findings"));
});

test("a part of a name is enough where one image alone has it; else the images are named", async () => {
  assert.match(await explain("api"), /^registry\.example\.com\/shop\/api:1\.4\n/);
  const several = await catchScanError(() => explain("shop/web"));
  assert.deepEqual([several.code, several.hint], ["SEVERAL_IMAGES", "Name one of them: shop/web:1, shop/web:2"]);
  const unknown = await catchScanError(() => explain("debain:12"));
  assert.deepEqual([unknown.code, unknown.hint], ["NOT_IN_REPORT", 'Did you mean "debian:12"?']);
});

test("a word that is several things is the image, and the others are named", async () => {
  const outcomes = [
    ...OUTCOMES,
    fakeOutcome({ target: { image: "openssl" } }),
    fakeOutcome({ target: { image: "shop/openssl:2" } }),
  ];
  assert.match(await explain("openssl", { outcomes }), /^openssl\n[\s\S]*also the name of a package: --as package/);
  assert.match(await explain("openssl", { outcomes, as: "package" }), /also the name of an image: --as image/);
});

test("a report without layers says that it has none", async () => {
  const outcomes = [fakeOutcome({ target: { image: "a:1" }, data: { findings: [fakeFinding()] } })];
  assert.match(await explain("a:1", { outcomes }), /does not say in which layers.*\n└─ libc6/);
});

test("no line is wider than the terminal, and lines can be drawn in ASCII", async () => {
  for (const width of [40, 60, 80, 200]) {
    for (const word of ["api", "CVE-2023-4911", "openssl", "shop/gone:1"]) {
      const lines = (await explain(word, { width, locale: "C" })).split("\n");
      // A name is not cut outside of a tree.
      for (const line of lines.slice(1)) assert.ok(stringWidth(line) <= width, line);
      assert.ok(
        lines.every((line) => /^[ -~]*$/.test(line)),
        word,
      );
    }
  }
});

test("--json has layers, packages, fixes and how far the report can be trusted", async () => {
  const data = JSON.parse(JSON.stringify(toData(await about("api", {}))));
  const [{ layers, status, caveats }] = data.images;
  assert.deepEqual([status, caveats[0].code, layers.length], ["done", "OS_END_OF_LIFE", 3]);
  assert.deepEqual(layers[0].layer, { number: 1, digest: layer(1), base: "debian:12" });
  assert.equal(layers[1].packages[0].fixes[0].findings[0].id, "CVE-2024-0003");
  assert.deepEqual([data.subject, data.coverage.failed, data.coverage.floors], ["image", 1, { HIGH: 2, CRITICAL: 1 }]);
  const { images } = JSON.parse(JSON.stringify(toData(await about("shop/gone:1", {}))));
  assert.deepEqual(
    [images[0].isScanned, images[0].error.code, images[0].layers],
    [false, "IMAGE_NOT_FOUND", undefined],
  );
});

test.run();
