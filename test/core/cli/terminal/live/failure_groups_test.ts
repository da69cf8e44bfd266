import assert from "node:assert/strict";
import { test } from "uvu";
import { FailureGroups, formatGroup } from "#core/cli/terminal/live/failure_groups.ts";
import { makeFailed } from "#support/outcomes.ts";

const HOST = "registry.example.com";

function fail(image: string, message = `Cannot scan "${image}": HTTP 503 of https://${HOST}/v2/${image} after 1.2 s`) {
  const failed = makeFailed({ image });
  return { ...failed, error: { ...failed.error, code: "REGISTRY_UNREACHABLE", message } };
}

const describe = (groups: FailureGroups) => groups.list().map((group) => formatGroup(group, (name) => name));

test("the first failures of a reason are shown, and two hundred more are one line with count, host and names", () => {
  const groups = new FailureGroups();
  const shown = Array.from({ length: 203 }, (_, index) => groups.add(fail(`${HOST}/app:${index}`)));
  assert.equal(shown.filter(Boolean).length, 3);
  assert.deepEqual(describe(groups), [
    `200 more failed with REGISTRY_UNREACHABLE at ${HOST}: ${HOST}/app:3, ${HOST}/app:4, ${HOST}/app:5, and 197 more`,
  ]);
});

test("another reason, another registry: each is shown, and counted on its own", () => {
  const groups = new FailureGroups();
  for (let index = 0; index < 5; index += 1) {
    const own = [fail(`${HOST}/a:${index}`), fail(`other.example.com/a:${index}`)];
    const shown = [...own, fail(`${HOST}/a:${index}`, "HTTP 401")].map((outcome) => groups.add(outcome));
    assert.deepEqual(shown, Array(3).fill(index < 3));
  }
  assert.equal(groups.list().length, 3);
  assert.ok(groups.add(fail(`${HOST}/a:9`, "HTTP 404")));
});

test("what has been printed is not counted again, and nothing is lost in between", () => {
  const groups = new FailureGroups();
  const add = (count: number) => Array.from({ length: count }, () => groups.add(fail("nginx:1.27")));
  add(10);
  assert.deepEqual(
    groups.take().map(({ count, host }) => [count, host]),
    [[7, "docker.io"]],
  );
  assert.deepEqual(groups.take(), []);
  add(2);
  assert.deepEqual(describe(groups), ["2 more failed with REGISTRY_UNREACHABLE at docker.io: nginx:1.27, nginx:1.27"]);
});

test("a registry that finds new words for each image fills no memory", () => {
  const groups = new FailureGroups();
  const words = (index: number) => String(index).replace(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
  for (let index = 0; index < 3000; index += 1) groups.add(fail(`${HOST}/a:${index}`, words(index)));
  assert.equal(groups.list().length, 1);
  assert.equal(groups.list()[0]?.count, 3000 - 500 - 3);
});

test("no name or code commands the terminal", () => {
  const [group] = [{ code: "\u001b[2J", host: "\u0007", count: 1, names: [] }];
  assert.doesNotMatch(
    formatGroup(group, (name) => name),
    /\p{Cc}/u,
  );
});

test.run();
