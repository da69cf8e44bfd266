import assert from "node:assert/strict";
import { test } from "uvu";
import { computeCanary } from "#plugins/processors/trivy/replay/canary.ts";
import { readScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import { answerBytes, answeredPackage } from "../support/answer_samples.ts";

function canaryOf(values: object = {}, result: object = {}): string | undefined {
  return computeCanary(readScanAnswer(answerBytes(values, result)));
}

const [zlib, musl] = [answeredPackage(), answeredPackage({ id: "musl@1", name: "musl", version: "1" })];

test("another database, another order and another name of the image leave the canary as it is", () => {
  assert.match(canaryOf() ?? "", /^[0-9a-f]{64}$/);
  assert.equal(canaryOf({ os: { family: "alpine", name: "3.20.1", eosl: true } }), canaryOf());
  assert.equal(canaryOf({}, { vulnerabilities: [], target: "other.example.com/app:2 (alpine 3.20.1)" }), canaryOf());
  assert.equal(canaryOf({}, { packages: [zlib, musl] }), canaryOf({}, { packages: [musl, zlib] }));
});

test("a package, a layer or a system that is missing, or another one, changes the canary", () => {
  const both = canaryOf({}, { packages: [zlib, musl] });
  const others = [
    canaryOf(),
    canaryOf({ layers: [] }),
    canaryOf({ os: undefined }),
    canaryOf({ os: { family: "alpine", name: "3.20.2" } }),
    canaryOf({}, { packages: [zlib, zlib] }),
    canaryOf({}, { packages: [zlib, answeredPackage({ id: "musl@2", name: "musl", version: "2" })] }),
    canaryOf({}, { packages: [zlib, musl], class: "lang-pkgs", type: "node-pkg" }),
    canaryOf({}, { packages: [zlib, answeredPackage({ id: "musl@1", name: "musl", version: "1", file_path: "x" })] }),
  ];
  assert.equal(new Set([both, ...others]).size, others.length + 1);
});

test("an answer without packages has no canary", () => {
  assert.equal(canaryOf({}, { packages: [] }), undefined);
  assert.equal(computeCanary(readScanAnswer(Buffer.alloc(0))), undefined);
});

test.run();
