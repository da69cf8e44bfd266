import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "uvu";
import { findEngine, type TrivyEngine, testWith } from "../support/needs.ts";

const TRIVYS = ["trivy", "trivy-0.44", "trivy-0.40"] as const satisfies readonly TrivyEngine[];

testWith(test, TRIVYS, "there is a Trivy of each of three generations, and no two are the same", () => {
  const paths = TRIVYS.map((engine) => findEngine(engine) ?? "");
  assert.equal(new Set(paths).size, TRIVYS.length);
  for (const path of paths) assert.ok(existsSync(path), path);
});

test.run();
