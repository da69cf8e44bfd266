import assert from "node:assert/strict";
import { test } from "uvu";
import { classify } from "../../../../../plugins/processors/trivy/failure/classify.ts";
import { FAILURE_CLASSES } from "../../../../../plugins/processors/trivy/failure/table.ts";
import { FATAL, fourSources, IMAGE, SAMPLES } from "../support/failure_samples.ts";

for (const { code, reason, stderr, exitCode = 1 } of SAMPLES) {
  test(`classify() takes "${stderr.slice(-60).trim()}" for ${code}`, () => {
    const told = classify({ stderr, exitCode, image: IMAGE });
    assert.equal(told.code, code, told.reason);
    if (reason !== undefined) assert.equal(told.reason, reason);
  });
}

test("every row of the table has a sample that it tells", () => {
  const untold = FAILURE_CLASSES.filter(
    ({ patterns }) =>
      !SAMPLES.some(({ stderr }) =>
        patterns.some((pattern) => [pattern].flat().every((part) => stderr.toLowerCase().includes(part))),
      ),
  );
  assert.deepEqual(untold, []);
});

test("every pattern is in lower case, as it is compared", () => {
  for (const { patterns } of FAILURE_CLASSES) {
    for (const pattern of patterns.flat()) assert.equal(pattern, pattern.toLowerCase());
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
