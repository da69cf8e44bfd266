import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { parse } from "yaml";
import { appendRule } from "#core/config/accept/append_rule.ts";

const RULE = { id: "CVE-1", image: "a/*", reason: "x: y # z", until: "2026-12-31", owner: "@team" };

/** The lines that a rule adds, so far to the right. */
function linesOf(indentation: string): string {
  return ["- id: CVE-1", "  image: a/*", '  reason: "x: y # z"', "  until: 2026-12-31", '  owner: "@team"']
    .map((line) => `${indentation}${line}\n`)
    .join("");
}

test("appendRule() leaves every byte of the rules before: comments, order, quotes, indentation, ends of lines", () => {
  const reviewed = `# Reviewed monthly
accept:
  # why
  - id: A   # trailing
    reason: a reason that is longer than eighty characters, and stays in the one line that somebody wrote it in
    until:   2026-01-01


  - { id: B, reason: "q", until: '2026-01-01' }
`;
  const after = "  # - id: C\n# end\n";
  assert.equal(appendRule(reviewed + after, RULE), `${reviewed}\n${linesOf("  ")}${after}`);
  const flush = "accept:\n- { id: A, reason: r, until: 2026-01-01 }\n- { id: B, reason: r, until: 2026-01-01 } # b";
  assert.equal(appendRule(flush, RULE), `${flush}\n${linesOf("")}`);
  const windows =
    "\uFEFFaccept:\r\n    -   id: A\r\n        until: 2026-01-01\r\n        reason: |\r\n          more\r\n";
  assert.equal(appendRule(windows, RULE), `${windows}\r\n${linesOf("    ").replaceAll("\n", "\r\n")}`);
  const ended = "---\naccept:\n  - &a { id: A, reason: r, until: 2026-01-01 }\n  - { <<: *a, id: B }\n";
  assert.equal(appendRule(`${ended}...\n`, RULE), `${ended}${linesOf("  ")}...\n`);
});

test("appendRule() makes the list where there is none, and keeps the comments around it", () => {
  const fresh = `accept:\n${linesOf("  ")}`;
  for (const text of ["", "accept:\n", "accept: []\n", "{}", "accept: null"])
    assert.equal(appendRule(text, RULE), fresh);
  assert.equal(appendRule("# head\n", RULE), `# head\n\n${fresh}`);
  assert.equal(appendRule("accept: # mine\n", RULE), `accept:\n  # mine\n${linesOf("  ")}`);
  assert.equal(appendRule("accept: [] # none yet\n", RULE), `${fresh}  # none yet\n`);
});

test("appendRule() goes on in brackets where all rules are in them", () => {
  const text = appendRule("accept: [{ id: A, reason: r, until: 2026-01-01 }] # short\n", { ...RULE, reason: "r" });
  assert.match(text, /^accept: \[ \{ id: A, .* \{ id: CVE-1, image: a\/\*, .* \] # short\n$/);
});

test("appendRule() adds no line to a text that has all empty lines after it", () => {
  const kept = "accept:\n  - id: A\n    until: 2026-01-01\n    reason: |+\n      more\n\n";
  assert.equal(appendRule(kept, RULE), kept + linesOf("  "));
});

test("appendRule() keeps the ends of lines at the end of a text", () => {
  const rule = { ...RULE, owner: "\n", reason: "one\n\n\n" };
  const twice = appendRule(appendRule("accept:\n", RULE), rule);
  assert.deepEqual(parse(twice), { accept: [RULE, rule] });
});

test("appendRule() adds exactly the rule, whatever is in its texts", () => {
  const texts = fc.string({ minLength: 1, unit: "binary" });
  const rules = fc.record(
    { id: texts, reason: texts, until: fc.constant("2026-12-31"), owner: texts },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(rules, rules, (first, second) => {
      const once = appendRule("accept:\n", first);
      assert.deepEqual(parse(once), { accept: [first] });
      const twice = appendRule(once, second);
      assert.ok(twice.startsWith(once));
      assert.deepEqual(parse(twice), { accept: [first, second] });
    }),
    { numRuns: 100 },
  );
});

test.run();
