import assert from "node:assert/strict";
import { test } from "uvu";
import { hashTarget } from "#core/journal/target_key.ts";
import { image } from "#support/pipeline.ts";

test("a target keeps its key when it stands on another line, and gets another one with all that changes its scan", () => {
  const key = hashTarget("remote", image("nginx:1.27"));
  assert.match(key, /^[0-9a-f]{32}$/);
  assert.equal(hashTarget("remote", image("nginx:1.27", { origin: { from: "list", line: 9 } })), key);
  const others = [
    hashTarget("nightly", image("nginx:1.27")),
    hashTarget("remote", image("nginx:1.28")),
    hashTarget("remote", image("nginx:1.27", { minSeverity: "UNKNOWN" })),
    hashTarget("remote", image("nginx:1.27", { platform: "linux/arm64" })),
    hashTarget("remote", image("nginx:1.27", { settled: { status: "skipped", reason: "old" } })),
  ];
  assert.equal(new Set([key, ...others]).size, 6);
});

test.run();
