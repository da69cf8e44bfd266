import assert from "node:assert/strict";
import { test } from "uvu";
import { createFilter } from "#plugins/sources/dtr_namespaces/filter.ts";

const NAMES = ["api", "web", "web-test", ".hidden"];

function taken(include: readonly string[], exclude: readonly string[] = []): readonly string[] {
  return NAMES.filter((name) => createFilter({ include, exclude })(name, `dev/${name}`));
}

test("createFilter() takes everything that is not excluded", () => {
  assert.deepEqual(taken([]), NAMES);
  assert.deepEqual(taken([], ["web*"]), ["api", ".hidden"]);
});

test("createFilter() takes what one glob includes, by any form of the name", () => {
  assert.deepEqual(taken(["web*", "api"]), ["api", "web", "web-test"]);
  assert.deepEqual(taken(["dev/*"]), NAMES);
  assert.deepEqual(taken(["ops/*"]), []);
  assert.deepEqual(taken(["{api,web}"]), ["api", "web"]);
});

test("createFilter() lets an exclusion win", () => {
  assert.deepEqual(taken(["web*"], ["*-test"]), ["web"]);
  assert.deepEqual(taken(["*"], ["dev/web"]), ["api", "web-test", ".hidden"]);
});

test.run();
