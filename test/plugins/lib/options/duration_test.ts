import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { parseDuration, toAge } from "#plugins/lib/options/duration.ts";

test("parseDuration() reads what Go writes, in milliseconds", () => {
  assert.equal(parseDuration("30s"), 30_000);
  assert.equal(parseDuration("10m"), 600_000);
  assert.equal(parseDuration("1h30m"), 5_400_000);
  assert.equal(parseDuration("1.5h"), 5_400_000);
  assert.equal(parseDuration("250ms"), 250);
});

test("parseDuration() reads all that hours, minutes and seconds can be put together to", () => {
  const part = fc.nat({ max: 99 });
  fc.assert(
    fc.property(part, part, part, (h, m, s) => {
      const expected = h * 3_600_000 + m * 60_000 + s * 1_000;
      assert.equal(parseDuration(`${h}h${m}m${s}s`), expected === 0 ? undefined : expected);
    }),
  );
});

test("parseDuration() refuses what is no duration, is none at all, or is longer than a timer takes", () => {
  for (const text of [
    "",
    "10",
    "m",
    "10 m",
    "-1m",
    "1d",
    "10m ",
    "0s",
    "1e3s",
    "--help",
    "1000h",
    `${"9".repeat(400)}h`,
  ]) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

test("toAge() chooses a unit that is read at a glance", () => {
  assert.equal(toAge(-5_000), "0 minutes");
  assert.equal(toAge(60_000), "1 minute");
  assert.equal(toAge(119 * 60_000), "119 minutes");
  assert.equal(toAge(5 * 3_600_000), "5 hours");
  assert.equal(toAge(12 * 86_400_000), "12 days");
});

test.run();
