import assert from "node:assert/strict";
import { test } from "uvu";
import { isOutOfDate } from "#plugins/processors/trivy/databases/metadata.ts";

const at = (time: string) => new Date(`2026-03-01T${time}:00Z`);
const graceMs = 3_600_000;

test("a database is out of date when the next one is due and its own download is an hour ago", () => {
  const metadata = { version: 2, updatedAt: at("00:00"), nextUpdate: at("10:00"), downloadedAt: at("11:00") };
  assert.equal(isOutOfDate(metadata, { graceMs, now: at("09:59") }), false);
  assert.equal(isOutOfDate(metadata, { graceMs, now: at("11:59") }), false);
  assert.equal(isOutOfDate(metadata, { graceMs, now: at("12:00") }), true);
});

test("a database without the time of its download has no such hour", () => {
  const metadata = { version: 2, updatedAt: at("00:00"), nextUpdate: at("10:00") };
  assert.equal(isOutOfDate(metadata, { graceMs, now: at("10:00") }), true);
});

test.run();
