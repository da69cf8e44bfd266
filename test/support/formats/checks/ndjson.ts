import assert from "node:assert/strict";

/** An object a line: the run, outcomes, and how many there are, which nothing follows. */
export function checkNdjson(text: string): void {
  assert.match(text, /\n$/);
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const [run, ...outcomes] = lines;
  const end = outcomes.pop();
  assert.deepEqual([run?.type, end?.type, end?.outcomes], ["run", "end", outcomes.length]);
  for (const { type, status, target, data } of outcomes) {
    assert.equal(type, "outcome");
    assert.match(status, /^(done|failed|skipped)$/);
    assert.match(target.id, /\S/);
    assert.equal(typeof data, "object");
  }
}
