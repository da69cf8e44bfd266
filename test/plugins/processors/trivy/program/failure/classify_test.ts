import assert from "node:assert/strict";
import { test } from "uvu";
import type { Pattern } from "#plugins/lib/clients/programs/mod.ts";
import { trivyError } from "#plugins/processors/trivy/errors.ts";
import { classify } from "#plugins/processors/trivy/program/failure/classify.ts";
import { FAILURE_ROWS } from "#plugins/processors/trivy/program/failure/table.ts";
import { isTransient } from "#plugins/processors/trivy/scan/scanner.ts";
import { FATAL, fourSources, IMAGE, SAMPLES } from "../../support/failure_samples.ts";
import { REGISTRY_SAMPLES, requestError } from "../../support/registry_samples.ts";

const ALL_SAMPLES = [...SAMPLES, ...REGISTRY_SAMPLES];

for (const { code, reason, stderr, exitCode = 1 } of ALL_SAMPLES) {
  test(`classify() takes "${stderr.slice(-60).trim()}" for ${code}`, () => {
    const told = classify({ stderr, exitCode, image: IMAGE });
    assert.equal(told.code, code, told.reason);
    if (reason !== undefined) assert.equal(told.reason, reason);
  });
}

function isIn(text: string, pattern: Pattern): boolean {
  return pattern instanceof RegExp ? pattern.test(text) : [pattern].flat().every((part) => text.includes(part));
}

test("every row of the table has a sample that it tells", () => {
  const untold = FAILURE_ROWS.filter(
    ({ patterns }) =>
      !ALL_SAMPLES.some(({ stderr }) => patterns.some((pattern) => isIn(stderr.toLowerCase(), pattern))),
  );
  assert.deepEqual(untold, []);
});

test("every pattern is in lower case, as it is compared", () => {
  for (const { patterns } of FAILURE_ROWS) {
    for (const pattern of patterns.flat()) assert.equal(String(pattern), String(pattern).toLowerCase());
  }
});

test("Docker's refusal counts for a name that may be an image of this machine, and not for one of a registry", () => {
  const stderr = fourSources(
    "UNAUTHORIZED: authentication required",
    "permission denied while trying to connect to the Docker daemon socket",
  );
  assert.equal(classify({ stderr, exitCode: 1, image: "app:1" }).code, "DOCKER_PERMISSION");
  assert.equal(classify({ stderr, exitCode: 1, image: IMAGE }).code, "REGISTRY_AUTH");
});

test("before 0.48, when sources were not named, Docker's refusal counts for such a name, too", () => {
  // Trivy's issue 580.
  const stderr = [
    "2020-07-30T10:00:00.000Z\tFATAL\tunable to initialize a scanner: unable to initialize a docker scanner: 2 errors occurred:",
    "\t* unable to inspect the image (index.docker.io/library/myimage:local): Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get http://%2Fvar%2Frun%2Fdocker.sock/v1.24/images/myimage:local/json: dial unix /var/run/docker.sock: connect: permission denied",
    "\t* GET https://index.docker.io/v2/library/myimage/manifests/local: UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:library/myimage Type:repository]]",
  ].join("\n");
  assert.equal(classify({ stderr, exitCode: 1, image: "myimage:local" }).code, "DOCKER_PERMISSION");
  assert.equal(classify({ stderr, exitCode: 1, image: "ghcr.io/a/myimage:local" }).code, "REGISTRY_AUTH");
});

test("the name of an image is never taken for a failure", () => {
  const image = "registry.example.com/unauthorized/toomanyrequests:1.0";
  const stderr = fourSources("MANIFEST_UNKNOWN: manifest unknown")
    .replaceAll(IMAGE, image)
    .replaceAll("/team/app/", "/unauthorized/toomanyrequests/");
  assert.equal(classify({ stderr, exitCode: 1, image }).code, "IMAGE_NOT_FOUND");
});

test("trouble that passes is repeated, and what a registry has decided is not", () => {
  for (const { code } of REGISTRY_SAMPLES) {
    const error = trivyError(code as "REGISTRY_POLICY", { doing: `scan "${IMAGE}"`, reason: undefined });
    const passes = ["REGISTRY_UNREACHABLE", "REGISTRY_RATE_LIMITED", "IMAGE_CORRUPT"].includes(code);
    assert.equal(isTransient(error), passes, code);
    assert.ok(error.hint !== undefined && !error.message.includes("undefined"), code);
  }
});

test("no name of an image decides, in whatever form it is told", () => {
  const words = "goaway/broken-pipe/unauthorized/toomanyrequests/prevented-from-pulling";
  for (const image of [
    `registry.example.com/${words}:eof`,
    `${words}:eof`,
    `registry.example.com:5000/${words}@sha256:eof`,
  ]) {
    const path = image.replace(/^registry[^/]*\//, "").replace(/[:@].*/, "");
    const texts = [
      `no such thing in ${image}`,
      `no such thing in (${image}): it is odd`,
      `GET https://registry.example.com/v2/${path}/manifests/eof: it is odd; [map[Name:${path} Type:repository]]`,
      `GET https://index.docker.io/v2/${path}/manifests/eof: it is odd with index.docker.io/${path}:eof`,
    ];
    for (const text of texts) {
      const told = classify({ stderr: `${FATAL}run error: image scan error: ${text}`, exitCode: 1, image });
      assert.equal(told.code, "TRIVY_FAILED", `${told.reason} in ${text}`);
    }
  }
});

test("a file of this machine that ends too early, or a pipe of ours that breaks, is no trouble of a network", () => {
  const texts = [
    'error parsing ignore file ".trivyignore.yaml": yaml: unexpected EOF',
    'filter error: unable to load VEX: "vex.json": unexpected EOF',
    "unable to write results: write /dev/stdout: broken pipe",
    "failed to decode JSON: EOF",
  ];
  for (const text of texts) {
    assert.equal(
      classify({ stderr: `${FATAL}run error: ${text}`, exitCode: 1, image: IMAGE }).code,
      "TRIVY_FAILED",
      text,
    );
  }
  const local = requestError("EOF", "http://registry.example.com/v2/");
  assert.equal(classify({ stderr: local, exitCode: 1, image: IMAGE }).code, "REGISTRY_UNREACHABLE");
});

test("a crash that says nothing is told by how it ended", () => {
  assert.deepEqual(classify({ stderr: "", exitCode: 2, image: IMAGE }), {
    code: "TRIVY_CRASHED",
    reason: "it ended with exit code 2",
  });
  assert.deepEqual(classify({ stderr: "", signal: "SIGABRT", image: IMAGE }), {
    code: "TRIVY_CRASHED",
    reason: "it was ended by SIGABRT",
  });
  for (const end of [{ signal: "SIGKILL" }, { exitCode: 137 }]) {
    const told = classify({ stderr: "2026-03-01T10:00:00Z\tINFO\tDetected OS", ...end, image: IMAGE });
    assert.equal(told.code, "HOST_LIMIT");
    assert.match(told.reason ?? "", /memory/);
  }
  assert.deepEqual(classify({ stderr: "", exitCode: 1, image: IMAGE }), { code: "TRIVY_FAILED", reason: undefined });
});

test("a reason is one line of a length that a person reads", () => {
  const { reason = "" } = classify({
    stderr: `${FATAL}${"word ".repeat(500)}\nsecond line`,
    exitCode: 1,
    image: IMAGE,
  });
  assert.ok(reason.length <= 301 && !reason.includes("\n"), reason);
});

test.run();
