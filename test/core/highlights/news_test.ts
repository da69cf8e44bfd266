import assert from "node:assert/strict";
import { test } from "uvu";
import { createNews } from "#core/highlights/mod.ts";
import type { Finding, Outcome } from "#core/mod.ts";
import { makeDone, makeVulnerability } from "#support/outcomes.ts";

function makeNew(id: string, severity: Finding["severity"]): Finding {
  return makeVulnerability({ id, severity, isNew: true, fingerprint: `print of ${id}` });
}

function compare(image: string, findings: readonly Finding[], isFirst = false): Outcome {
  const comparison = { with: "the run of Monday", gone: [], ...(isFirst && { isFirst: true as const }) };
  return { ...makeDone(findings, { id: `image:${image}`, image }), comparison };
}

test("createNews() keeps the worst new findings, each once, with the number of other images", () => {
  const news = createNews(2);
  const [low, high, critical] = [makeNew("CVE-1", "LOW"), makeNew("CVE-2", "HIGH"), makeNew("CVE-3", "CRITICAL")];
  news.add(compare("a:1", [low, high, makeVulnerability({ id: "CVE-9", severity: "CRITICAL" })]));
  news.add(compare("b:1", [critical, high]));
  news.add(compare("c:1", [high]));
  assert.deepEqual(
    news.list().map(({ finding, image, otherImages }) => [finding.id, image, otherImages]),
    [
      ["CVE-3", "b:1", 0],
      ["CVE-2", "a:1", 2],
    ],
  );
  assert.equal(news.count, 5);
});

test("what is accepted, in a new image, or compared with nothing is no news", () => {
  const news = createNews(5);
  const accepted = { reason: "not loaded", status: "accepted", rule: "accept[0]" } as const;
  news.add(compare("a:1", [{ ...makeNew("CVE-1", "HIGH"), accepted }]));
  news.add(compare("b:1", [makeNew("CVE-2", "HIGH")], true));
  news.add(makeDone([makeVulnerability({ id: "CVE-3" })]));
  assert.deepEqual([news.list(), news.count], [[], 0]);
});

test.run();
