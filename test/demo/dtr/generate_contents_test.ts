import assert from "node:assert/strict";
import { test } from "uvu";
import { type DtrContents, generateContents } from "#demo/dtr/mod.ts";

const NOW = new Date("2025-01-01T00:00:00Z");

function measure(contents: DtrContents) {
  const repositories = Object.values(contents).flatMap((each) => Object.values(each));
  const tags = repositories.flatMap(({ tags }) => Object.values(tags));
  return { repositories, tags, manifests: tags.flat() };
}

test("a registry of the wanted size comes out, with empty repositories and every sort of tag", () => {
  const contents = generateContents({ seed: 1, now: NOW });
  const { repositories, tags, manifests } = measure(contents);
  assert.deepEqual([Object.keys(contents).length, repositories.length, tags.length], [3, 250, 5000]);
  assert.ok(repositories.some(({ tags }) => Object.keys(tags).length === 0));
  assert.ok(tags.some((each) => each.length === 2));
  assert.ok(manifests.some(({ scan }) => scan === undefined) && manifests.some(({ platform }) => platform === ""));
  assert.deepEqual([...new Set(manifests.flatMap(({ scan }) => scan?.status ?? []))].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
});

test("the seed alone decides", () => {
  const small = { repositories: 5, tags: 50, now: NOW };
  assert.deepEqual(generateContents({ seed: 7, ...small }), generateContents({ seed: 7, ...small }));
  assert.notDeepEqual(generateContents({ seed: 7, ...small }), generateContents({ seed: 8, ...small }));
  assert.deepEqual(generateContents({ seed: 7, namespaces: 2, repositories: 0, tags: 0 }), {
    "team-0": {},
    "team-1": {},
  });
});

test.run();
