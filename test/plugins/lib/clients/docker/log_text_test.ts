import assert from "node:assert/strict";
import { test } from "uvu";
import { findEssentialLine, toLastLines, toLogLines, toReason } from "#plugins/lib/clients/docker/log_text.ts";

test("toLogLines() drops colours, what was drawn over, blank lines and the notice of the legacy builder", () => {
  const text =
    "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n            Install the buildx component to build images with BuildKit:\n            https://docs.docker.com/go/buildx/\n            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n            environment-variable.\n\n\u001b[91mred\u001b[0m\n10%\r100%\r\n  indented\n";
  assert.deepEqual(toLogLines(text), ["red", "100%", "  indented"]);
});

test("toLastLines() gives twenty lines, and no long ones", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(1000)}`);
  const last = toLastLines(lines).split("\n");
  assert.equal(last.length, 20);
  assert.ok(last.at(-1)?.startsWith("99 ") && last.every((line) => line.length <= 301));
});

test("findEssentialLine() passes over what comes after the reason", () => {
  const buildx = ["Dockerfile:3", "ERROR: failed to solve: exit code: 1", "View build details: docker-desktop://x"];
  assert.equal(findEssentialLine(buildx), "exit code: 1");
  assert.equal(findEssentialLine(["COPY failed: no such file", "------"]), "COPY failed: no such file");
  assert.equal(findEssentialLine([]), undefined);
});

test("toReason() takes prefixes off and cuts what is long", () => {
  assert.equal(toReason("Error response from daemon: No such image: x."), "No such image: x");
  assert.equal(toReason("y".repeat(1000)).length, 301);
});

test.run();
