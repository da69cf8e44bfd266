import assert from "node:assert/strict";
import { test } from "uvu";
import { findSeverity, levelOf } from "#core/kit.ts";
import { SEVERITIES } from "#core/mod.ts";

test("findSeverity() understands names in any case, and levels as text and as numbers", () => {
  for (const [index, name] of SEVERITIES.entries()) {
    const level = index + 1;
    for (const form of [name, name.toLowerCase(), ` ${name} `, level, String(level), `0${level}`]) {
      assert.equal(findSeverity(form), name, JSON.stringify(form));
    }
    assert.equal(levelOf(name), level);
  }
});

test("findSeverity() finds none in anything else", () => {
  for (const value of ["", "0", "6", 0, 6, 2.5, "2.5", -1, "HIHG", "HIGH,LOW", true, null, undefined, ["HIGH"], {}]) {
    assert.equal(findSeverity(value), undefined, JSON.stringify(value));
  }
});

test.run();
