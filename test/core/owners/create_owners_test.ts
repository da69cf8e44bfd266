import assert from "node:assert/strict";
import { test } from "uvu";
import type { Target } from "#core/mod.ts";
import { createOwners } from "#core/owners/create_owners.ts";
import { openOwners } from "#core/owners/mod.ts";

function target(image: string, labels?: Readonly<Record<string, string>>): Target {
  return {
    id: `image:${image}`,
    kind: "image",
    image,
    minSeverity: "LOW",
    origin: { from: "list" },
    ...(labels && { labels }),
  };
}

test("of several rules that match, the last decides, as in a CODEOWNERS file", () => {
  const owners = createOwners([
    { images: "**", owner: "@platform", slack: "#platform" },
    { images: ["team-a/*", "r.example.com:5000/a/**"], owner: "@team-a", slack: "#team-a" },
    { images: "team-a/web:*", owner: "@web" },
  ]);
  const labelsOf = (image: string) => owners.label(target(image)).labels;
  assert.deepEqual(labelsOf("nginx:1.27"), { owner: "@platform", slack: "#platform" });
  assert.deepEqual(labelsOf("team-a/api@sha256:0"), { owner: "@team-a", slack: "#team-a" });
  assert.deepEqual(labelsOf("r.example.com:5000/a/b/c:1"), { owner: "@team-a", slack: "#team-a" });
  // The rule that decides names no channel, and nobody borrows that of another owner.
  assert.deepEqual(labelsOf("team-a/web:2"), { owner: "@web" });
  const dockerfile = { ...target("x"), image: undefined, dockerfile: "team-a/Dockerfile" } as unknown as Target;
  assert.equal(owners.label(dockerfile).labels?.owner, "@team-a");
});

test("labels of the source stay, and the channel of such an owner is looked up", () => {
  const owners = createOwners([
    { owner: "@web", slack: "#old" },
    { owner: "@web", slack: "#web" },
    { images: "team-a/*", owner: "@team-a", slack: "#team-a" },
  ]);
  assert.deepEqual(owners.label(target("team-a/b", { owner: "@web", app: "x" })).labels, {
    ...{ owner: "@web", app: "x", slack: "#web" },
  });
  assert.deepEqual(owners.label(target("c", { owner: "@other" })).labels, { owner: "@other" });
  assert.deepEqual(owners.label(target("team-a/c", { owner: "@team-a", slack: "#mine" })).labels, {
    ...{ owner: "@team-a", slack: "#mine" },
  });
  assert.deepEqual(owners.label(target("team-a/d", { slack: "#mine" })).labels, { owner: "@team-a", slack: "#mine" });
  assert.deepEqual(
    owners.report().map(({ state }) => state),
    ["used", "used", "used"],
  );
});

test("what no rule is about stays the same object, and rules that decide nothing are told apart", async () => {
  const owners = createOwners([
    { images: "team-a/*", owner: "@team-a" },
    { images: ["teem-b/*", "b"], owner: "@team-b" },
    { images: "team-*/*", owner: "@all" },
    { owner: "@nobody", slack: "#nobody" },
  ]);
  const nginx = target("nginx");
  assert.equal(owners.label(nginx), nginx);
  owners.label(target("team-c/x"));
  owners.label(target("team-a/x"));
  assert.deepEqual(owners.report(), [
    { place: "owners[0] (team-a/*)", state: "hidden" },
    { place: "owners[1] (teem-b/*, b)", state: "unseen" },
    { place: "owners[2] (team-*/*)", state: "used" },
    { place: "owners[3] (@nobody)", state: "unseen" },
  ]);
  assert.equal((await openOwners()).label(nginx), nginx);
});

test.run();
