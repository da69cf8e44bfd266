import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { leftOutOf, NO_PREFIX, sharePrefix, shortenName } from "#core/cli/terminal/text/short_name.ts";

const leftOutFrom = (names: readonly string[]) => leftOutOf(names.reduce(sharePrefix, NO_PREFIX));
const TEAM = "registry.example.com/team/";

test("what all names begin with is left out, up to a slash, where it is long and three names have it", () => {
  assert.equal(leftOutFrom([`${TEAM}app:1`, `${TEAM}app:2`, `${TEAM}apple:1`]), TEAM);
  assert.equal(leftOutFrom([`${TEAM}app:1`, `${TEAM}app:2`]), "");
  assert.equal(leftOutFrom([`${TEAM}a`, "registry.example.com/other/a", `${TEAM}b`]), "registry.example.com/");
  assert.equal(leftOutFrom([`${TEAM}a`, `${TEAM}b`, "nginx:1.27"]), "");
  assert.equal(leftOutFrom(["a/b:1", "a/c:1", "a/d:1"]), "");
});

test("every name begins with what is left out", () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "/") }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(names, (given) => {
      const { text, names: count } = given.reduce(sharePrefix, NO_PREFIX);
      assert.equal(count, given.length);
      assert.ok(given.every((name) => name.startsWith(text)) && (text === "" || text.endsWith("/")));
    }),
  );
});

test("shortenName() marks what is missing, and leaves nothing of a digest that tells nobody anything", () => {
  const shorten = (name: string, room: number, leftOut = "") => shortenName(name, room, { leftOut, ellipsis: "…" });
  assert.equal(shorten(`${TEAM}app:1`, 40, TEAM), "…/app:1");
  assert.equal(shorten("nginx:1.27", 40, TEAM), "nginx:1.27");
  assert.equal(shorten(`${TEAM}app@sha256:${"0123456789abcdef".repeat(4)}`, 60), `${TEAM}app@sha256:0123456789ab…`);
  assert.equal(shorten(`${TEAM}app:1.2.3`, 20), "regist…eam/app:1.2.3");
  assert.equal(shorten("a\u001b[2Jb", 40), "a\\u{1b}[2Jb");
});

test.run();
