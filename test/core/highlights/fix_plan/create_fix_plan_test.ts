import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { createFixPlanner, describeAction, type PlannedImage } from "#core/kit.ts";
import { type Finding, SEVERITIES, type Severity } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeTarget } from "#core/testing/mod.ts";

/** A finding in a package: `openssl 3.0.1`, fixed in `3.0.2`; of severity HIGH. */
function found(pack: string, severity: Severity = "HIGH", rest: Partial<Finding> = {}): Finding {
  const [name = "", version = ""] = pack.split(" ");
  const fix = { state: "fixed", versions: ["9"] } as const;
  return fakeFinding({ severity, package: { name, version, class: "os", type: "debian" }, fix, ...rest } as never);
}

/** An image of a repository, with the letters of its layers, and findings by the number of their layer. */
function image(
  name: string,
  layers: string,
  findings: readonly (readonly [number, Finding])[],
  owner?: string,
): PlannedImage {
  return {
    ...{ name, repository: name.split(":")[0] ?? "", owner, layers: [...layers].map((letter) => `sha256:${letter}`) },
    ...{ findings: findings.map(([, finding]) => finding), places: findings.map(([place]) => place) },
  };
}

test("what stands under images of three repositories is their base, and its findings go with a newer one", () => {
  const planner = createFixPlanner();
  const base = [
    [1, found("openssl 1", "CRITICAL")],
    [1, found("zlib 1")],
  ] as const;
  planner.addImage(image("debian:12", "d", base));
  planner.addImage(image("team/a:1", "dx", [...base, [2, found("own 1")]], "@a"));
  planner.addImage(image("team/b:1", "dy", [...base, [2, found("own 1")]], "@b"));
  planner.addImage(image("team/b:2", "dyz", base, "@b"));
  planner.addImage(image("alone:1", "q", [[1, found("openssl 1", "LOW")]]));
  const { actions, ...rest } = planner.plan();
  assert.deepEqual(
    actions.map((action) => [describeAction(action), action.findings, action.images, action.removed]),
    [
      ["rebuild on a newer debian:12", 8, 4, 8],
      ["upgrade own 1 -> 9", 2, 2, 10],
      ["upgrade openssl 1 -> 9", 1, 1, 11],
    ],
  );
  const [first] = actions;
  assert.ok(first?.kind === "base");
  assert.deepEqual([first.layers, first.layer, first.repositories], [1, "sha256:d", 3]);
  assert.deepEqual(first.names, ["debian:12", "team/a:1", "team/b:1"]);
  assert.deepEqual(first.owners, [
    { owner: "@b", images: 2 },
    { owner: "@a", images: 1 },
  ]);
  assert.deepEqual([first.severities.CRITICAL, first.severities.HIGH], [4, 4]);
  assert.deepEqual([rest.findings, rest.fixable, rest.images, rest.layerless, rest.hasMore], [11, 11, 5, 0, false]);
});

test("what has no fix stays, accepted findings do not count, and an image without layers has no known base", () => {
  const planner = createFixPlanner();
  const accepted = { status: "accepted", reason: "r", rule: "accept[0]" } as const;
  const findings = [
    found("a 1"),
    found("b 1", "HIGH", { fix: { state: "affected", versions: [] } } as never),
    found("c 1", "CRITICAL", { accepted }),
  ];
  const target = fakeTarget({ image: "x:1", labels: { owner: "@x" } });
  planner.add(fakeOutcome({ target, data: { findings } }));
  planner.add(fakeOutcome({ target, data: { findings: [] } }));
  planner.add(fakeOutcome({ target, error: { code: "X" } }));
  const { actions, findings: count, fixable, images, layerless } = planner.plan();
  assert.deepEqual([count, fixable, images, layerless], [2, 1, 1, 1]);
  assert.deepEqual(actions.map(describeAction), ["upgrade a 1 -> 9"]);
  assert.deepEqual(actions[0]?.owners, [{ owner: "@x", images: 1 }]);
});

test("layers in fewer repositories, and an image that others only copy, are no base; of nested ones each is asked", () => {
  const on = (names: string, layers: (name: string) => string) => {
    const planner = createFixPlanner();
    for (const name of names)
      planner.addImage(
        image(`${name}:1`, layers(name), [
          [1, found("a 1")],
          [1, found("b 1")],
        ]),
      );
    return planner.plan().actions.map(({ kind }) => kind);
  };
  assert.deepEqual(
    on("xy", (name) => `d${name}`),
    ["upgrade", "upgrade"],
  );
  assert.deepEqual(
    on("xyz", () => "de"),
    ["upgrade", "upgrade"],
  );
  assert.deepEqual(
    on("xyz", (name) => `d${name}`),
    ["base"],
  );
  const nested = createFixPlanner();
  const low = [1, found("low 1")] as const;
  for (const name of "abc") nested.addImage(image(name, `d${name}`, [low]));
  for (const name of "xyz") nested.addImage(image(name, `dn${name}`, [low, [2, found("node 1")], [2, found("npm 1")]]));
  const { actions } = nested.plan();
  assert.deepEqual(
    actions.map((action) => [describeAction(action), action.findings, action.images]),
    [
      ["rebuild on a newer base image (its 2 layers up to sha256:n)", 9, 3],
      ["rebuild on a newer base image (its 1 layer up to sha256:d)", 3, 3],
    ],
  );
});

test("more than memory keeps makes lower bounds, and says so", () => {
  const many = Array.from({ length: 30 }, (_, index) => [0, found(`p${index} 1`)] as const);
  for (const limits of [
    { packages: 3, layers: 10, images: 10, bytes: 1e5 },
    { packages: 99, layers: 10, images: 1, bytes: 1e5 },
    { packages: 99, layers: 1, images: 10, bytes: 1e5 },
    { packages: 99, layers: 10, images: 10, bytes: 100 },
  ]) {
    const planner = createFixPlanner(limits);
    planner.addImage(image("a:1", "xyz", many));
    planner.addImage(image("b:1", "", many));
    const { isThinned, findings, actions } = planner.plan({ limit: 100 });
    assert.deepEqual([isThinned, findings], [true, 60]);
    assert.ok((actions.at(-1)?.removed ?? 0) <= 60);
  }
});

const WEIGHTS = { CRITICAL: 50, HIGH: 10, MEDIUM: 3, LOW: 1, UNKNOWN: 1 };
const arbitraryImages = fc.array(
  fc.record({
    repository: fc.constantFrom("a", "b", "c", "d", "e"),
    layers: fc.constantFrom("", "d", "dn", "dna", "dnb", "dx", "dy", "q"),
    findings: fc.array(
      fc.tuple(fc.nat({ max: 3 }), fc.constantFrom("p 1", "q 1", "r 2", "s 1"), fc.constantFrom(...SEVERITIES)),
      { maxLength: 6 },
    ),
  }),
  { maxLength: 9 },
);

interface Item {
  readonly pack: string;
  readonly weight: number;
  readonly layers: string;
  readonly image: number;
}

test("a plan is greedy over all bases and upgrades there are, claims nothing twice, and is near the best one", () => {
  fc.assert(
    fc.property(arbitraryImages, (images) => {
      const planner = createFixPlanner();
      const items: Item[] = [];
      for (const [index, { repository, layers, findings }] of images.entries()) {
        const placed = findings.map(([place, pack, severity]) => {
          return [Math.min(place, layers.length), found(pack, severity)] as const;
        });
        planner.addImage(image(`${repository}:${index}`, layers, placed));
        for (const [at, [, pack, severity]] of findings.entries()) {
          const place = placed[at]?.[0] ?? 0;
          // The layers up to the one that it is in; nothing where that is not known.
          items.push({ pack, weight: WEIGHTS[severity], layers: layers.slice(0, place), image: index });
        }
      }
      const sets = listSets(images, items);
      const left = new Set(items);
      const { actions } = planner.plan({ limit: 100 });
      const weigh = (some: Iterable<Item>) => [...some].reduce((sum, { weight }) => sum + weight, 0);
      const remove = (set: ReadonlySet<Item>) => [...set].filter((item) => left.has(item));
      for (const action of actions) {
        const key = action.kind === "base" ? `base ${action.layer}` : `${action.name} ${action.installed}`;
        const removed = remove(sets.get(key) ?? assert.fail(`${key} is no action`));
        assert.equal(action.findings, removed.length);
        assert.equal(action.images, new Set(removed.map((item) => item.image)).size);
        assert.ok(
          [...sets.values()].every((set) => weigh(remove(set)) <= weigh(removed)),
          "another one removes more",
        );
        for (const item of removed) left.delete(item);
      }
      assert.equal(left.size, 0, "all of it can be removed");
      assert.equal(actions.at(-1)?.removed ?? 0, items.length);
      const two = actions
        .slice(0, 2)
        .flatMap(({ severities }) => SEVERITIES.map((one) => severities[one] * WEIGHTS[one]));
      const all = [...sets.values()];
      const best = Math.max(0, ...all.flatMap((a) => all.map((b) => weigh(new Set([...a, ...b])))));
      assert.ok(two.reduce((sum, one) => sum + one, 0) >= best * (1 - 1 / Math.E));
    }),
    { numRuns: 400 },
  );
});

/** All actions there are, and what each would remove by itself, as the definition says it. */
function listSets(
  images: readonly { readonly repository: string; readonly layers: string }[],
  items: readonly Item[],
): ReadonlyMap<string, ReadonlySet<Item>> {
  const sets = new Map<string, ReadonlySet<Item>>();
  for (const { pack } of items) sets.set(pack, new Set(items.filter((item) => item.pack === pack)));
  for (const bottom of ["d", "dn", "dna", "dnb", "dx", "dy", "q"]) {
    const on = images.filter(({ layers }) => layers.startsWith(bottom));
    const above = new Set(on.map(({ layers }) => layers.slice(0, bottom.length + 1)));
    const isBase =
      new Set(on.map(({ repository }) => repository)).size >= 3 && on.some(({ layers }) => layers !== bottom);
    // Where all images go on with one more layer, that one is part of the base.
    if (!isBase || (above.size === 1 && on.every(({ layers }) => layers !== bottom))) continue;
    const isOn = (item: Item) => images[item.image]?.layers.startsWith(bottom) === true;
    const set = items.filter((item) => item.layers !== "" && item.layers.length <= bottom.length && isOn(item));
    sets.set(`base sha256:${bottom.at(-1)}`, new Set(set));
  }
  return sets;
}

test.run();
