import assert from "node:assert/strict";
import { test } from "uvu";
import { formatRule, parseRule } from "#core/cli/gate/rule_text.ts";

test("parseRule() reads the conditions of a rule, and formatRule() writes them", () => {
  const { rules } = parseRule("high, Fixable,secret,vulnerability,cvss=7.5");
  assert.deepEqual(rules, [{ severity: "HIGH", fixable: true, kinds: ["secret", "vulnerability"], cvss: 7.5 }]);
  for (const text of [
    "HIGH",
    "fixable",
    "HIGH,new",
    "CRITICAL,fixable,secret,license,cvss=9",
    "cvss=0",
    "HIGH,kev,cvss=7,epss=0.5",
  ]) {
    const [rule = {}] = parseRule(text).rules;
    assert.equal(formatRule(rule), text);
  }
});

test("parseRule() adds a rule to those before; caveats stand for themselves", () => {
  const one = parseRule("CRITICAL");
  const two = parseRule("secret,caveats", one);
  assert.deepEqual(two, { rules: [{ severity: "CRITICAL" }, { kinds: ["secret"] }], caveats: true });
  assert.deepEqual(parseRule("caveats", one), { rules: [{ severity: "CRITICAL" }], caveats: true });
  assert.deepEqual(parseRule("LOW", parseRule("caveats")), { rules: [{ severity: "LOW" }], caveats: true });
});

test("parseRule() takes stale rules by words that stand for themselves", () => {
  assert.deepEqual(parseRule("unused-rules,HIGH,Ended-Rules"), {
    rules: [{ severity: "HIGH" }],
    stale: ["ended", "unused"],
  });
  assert.deepEqual(parseRule("ended-rules", parseRule("unused-rules,caveats")), {
    rules: [],
    caveats: true,
    stale: ["ended", "unused"],
  });
});

test("parseRule() refuses what is no rule, and says what is meant", () => {
  for (const [text, expected] of [
    ["hihg", /Expected one of UNKNOWN, .*Did you mean HIGH\?/],
    ["HIGH,fixabel", /Did you mean fixable\?/],
    ["", /Expected one of/],
    ["HIGH,", /Expected one of/],
    ["6", /Expected one of/],
    ["HIGH,CRITICAL", /name the lowest alone/],
    ["cvss", /cvss=N/],
    ["cvss=10.1", /from 0 to 10/],
    ["unused-rule", /Did you mean unused-rules\?/],
    ["kve", /Did you mean kev\?/],
    ["epss=50", /Expected epss=N with a number from 0 to 1/],
    ["epss", /epss=N/],
  ] as const) {
    assert.throws(() => parseRule(text), expected, text);
  }
});

test.run();
