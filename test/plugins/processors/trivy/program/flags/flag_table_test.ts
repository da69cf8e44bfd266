import assert from "node:assert/strict";
import { test } from "uvu";
import { withoutFlags } from "#plugins/processors/trivy/program/flags/flag_table.ts";

function without(args: string, ...unknown: string[]): string {
  return withoutFlags(args.split(" "), new Set(unknown)).join(" ");
}

test("withoutFlags() leaves a flag out with its value, and nothing that is needed", () => {
  const args = "image --format json --quiet --timeout 10m --cache-dir /c -- app";
  assert.equal(without(args), args);
  assert.equal(without(args, "--quiet", "--timeout"), "image --format json --cache-dir /c -- app");
  assert.equal(without("image --timeout=10m --quiet", "--timeout"), "image --quiet");
  assert.equal(without(args, "--format", "--cache-dir"), args);
});

test("withoutFlags() takes a flag's former name, as long as that is known", () => {
  assert.equal(without("image --skip-db-update -- app", "--skip-db-update"), "image --skip-update -- app");
  assert.equal(without("image --skip-db-update -- app", "--skip-db-update", "--skip-update"), "image -- app");
  assert.equal(without("image --scanners=vuln -- app", "--scanners"), "image --security-checks=vuln -- app");
  assert.equal(
    without("image --scanners vuln -- app", "--scanners", "--security-checks"),
    "image --scanners vuln -- app",
  );
});

test("withoutFlags() never touches what stands after --", () => {
  assert.equal(without("image -- --quiet", "--quiet"), "image -- --quiet");
});

test.run();
