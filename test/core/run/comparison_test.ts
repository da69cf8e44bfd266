import assert from "node:assert/strict";
import { test } from "uvu";
import { parseOutcome } from "#core/kit.ts";
import { defineProcessor, defineSink, type Finding } from "#core/mod.ts";
import { fakeFinding, fakeOutcome } from "#core/testing/mod.ts";
import { codeOf, collector, images, runToEnd } from "#support/pipeline.ts";

const [first, second] = ["CVE-2026-0001", "CVE-2026-0002"].map((id) => fakeFinding({ id, severity: "HIGH" }));

const scanner = defineProcessor({
  name: "scanner",
  provides: ["findings"],
  setup: () => ({ process: () => ({ findings: [first, second].flatMap((finding) => finding ?? []) }) }),
});

/** Says that the first finding is new, and that another is gone. */
const memory = defineSink({
  name: "memory",
  setup: () => ({
    compare: ({ data }) => ({
      news: new Set(data.findings?.slice(0, 1)),
      comparison: { with: "yesterday", gone: [fakeFinding({ id: "CVE-2025-0001" })] },
    }),
  }),
});

test("what a sink says is new reaches the sinks before it, the events and the summary", async () => {
  const { sink, outcomes, summary } = collector();
  const { events, error } = await runToEnd({
    sources: [images("app:1", "app:2")],
    processors: [scanner()],
    sinks: [sink, memory()],
  });
  assert.equal(error, undefined);
  const emitted = events.flatMap((event) => (event.type === "target.finished" ? [event.outcome] : []));
  for (const outcome of [...outcomes, ...emitted]) {
    assert.deepEqual(
      outcome.data.findings?.map(({ id, isNew }) => [id, isNew]),
      [
        ["CVE-2026-0001", true],
        ["CVE-2026-0002", undefined],
      ],
    );
    assert.equal(outcome.comparison?.with, "yesterday");
    assert.deepEqual(
      outcome.comparison?.gone.map(({ id }) => id),
      ["CVE-2025-0001"],
    );
  }
  assert.deepEqual(summary()?.comparison, {
    with: "yesterday",
    targets: 2,
    first: 0,
    news: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 2, CRITICAL: 0 },
    gone: 2,
  });
});

test("a sink that fails to compare is named; the others get the outcome with another's comparison", async () => {
  const wrong = [
    () => Promise.reject(new Error("no")),
    () => ({ news: [], comparison: { with: "", gone: [] } }) as never,
    () => ({ news: new Set() }) as never,
    () => ({ news: new Set(), comparison: { with: "yesterday" } }) as never,
  ];
  for (const compare of wrong) {
    const { sink, outcomes, calls } = collector();
    const broken = defineSink({ name: "broken", setup: () => ({ compare }) })();
    const { error } = await runToEnd({
      sources: [images("app:1")],
      processors: [scanner()],
      sinks: [sink, broken, memory()],
    });
    assert.equal(codeOf(error), "PLUGIN_FAILED");
    assert.match(String(error), /"broken".*compare/);
    assert.equal(outcomes[0]?.data.findings?.[0]?.isNew, true);
    assert.deepEqual(calls, ["end", "dispose"]);
  }
});

test("parseOutcome() keeps what is new and the comparison, and refuses what is none", () => {
  const finding: Finding = { ...fakeFinding(), isNew: true };
  const comparison = { with: "yesterday", gone: [fakeFinding()], minSeverity: "HIGH", isFirst: true };
  const outcome = { ...fakeOutcome({ data: { findings: [finding] } }), comparison };
  const parsed = parseOutcome(JSON.parse(JSON.stringify(outcome)), "test");
  assert.equal(parsed.data.findings?.[0]?.isNew, true);
  assert.equal(parsed.comparison?.gone.length, 1);
  assert.equal(parsed.comparison?.minSeverity, "HIGH");
  const wrong = { ...outcome, comparison: { with: "yesterday", gone: [{ kind: "rumour" }] } };
  assert.throws(() => parseOutcome(wrong, "test"), /expected one of/);
  const odd = fakeOutcome({ data: { findings: [{ ...fakeFinding(), isNew: "yes" as never }] } });
  assert.throws(() => parseOutcome(odd, "test"), /isNew/);
});

test.run();
