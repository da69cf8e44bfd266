import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { catchScanError } from "#support/scan_error.ts";
import { APP, collect, withClient } from "./support/with_client.ts";

const NAMES = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,6}$/), { maxLength: 40 });
const LISTS = fc.record({
  names: NAMES,
  pageSize: fc.integer({ min: 1, max: 12 }),
  lastPage: fc.constantFrom("absent", "empty"),
  maxPageSize: fc.constantFrom(2, 5, Number.POSITIVE_INFINITY),
});

test("a list is the same for all lengths and sizes of pages, however its end is marked", async () => {
  const property = fc.asyncProperty(LISTS, async ({ names, pageSize, lastPage, maxPageSize }) => {
    const tags = Object.fromEntries(names.map((name) => [name, [{}]]));
    const contents = {
      acme: { app: { tags }, ...Object.fromEntries(names.map((name) => [`r${name}`, { tags: {} }])) },
    };
    const options = { dtr: { contents, paging: { lastPage, maxPageSize } }, client: { pageSize } };
    await withClient(options, async ({ client, dtr, logs }) => {
      const sorted = [...names].sort();
      assert.deepEqual(
        (await collect(client.listTags(APP))).map(({ name }) => name),
        sorted,
      );
      const asked = dtr.requests.length;
      assert.equal(asked, Math.max(1, Math.ceil(names.length / Math.min(pageSize, maxPageSize))));
      assert.ok(dtr.requests.every(({ query }) => query.get("pageSize") === String(pageSize)));
      assert.deepEqual(
        (await collect(client.listRepositories("acme"))).map(({ name }) => name),
        ["app", ...sorted.map((name) => `r${name}`)].sort(),
      );
      assert.deepEqual(logs, []);
    });
  });
  await fc.assert(property, { numRuns: 40 });
});

test("pages of a hundred are asked for where nothing else is said", async () => {
  await withClient({}, async ({ client, dtr }) => {
    await collect(client.listTags(APP));
    assert.equal(dtr.requests[0]?.query.get("pageSize"), "100");
  });
});

test("pages that lead round in circles are an error, at once", async () => {
  for (const circle of [["x"], ["x", "y", "z"]]) {
    await withClient({}, async ({ client, dtr }) => {
      dtr.setIntercept(() => {
        const next = circle[(dtr.requests.length - 1) % circle.length] ?? "";
        return { status: 200, headers: { "x-next-page-start": next }, body: '[{"name":"a"}]' };
      });
      const error = await catchScanError(() => collect(client.listTags(APP)));
      assert.equal(error.code, "DTR_BAD_ANSWER");
      assert.match(error.message, /list the tags of "acme\/app": .+ go round in circles after \d items$/);
      assert.equal(dtr.requests.length, circle.length + 1);
    });
  }
});

test("an empty page in between does not end a list", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const pages = ['[{"name":"a"}]', "[]", '[{"name":"b"}]'];
    dtr.setIntercept(() => {
      const index = dtr.requests.length;
      const headers = index < pages.length ? { "x-next-page-start": `p${index}` } : undefined;
      return { status: 200, body: pages[index - 1] ?? "", ...(headers && { headers }) };
    });
    assert.deepEqual(await collect(client.listTags(APP)), [{ name: "a" }, { name: "b" }]);
  });
});

test("a list whose next page got lost on the way is warned of", async () => {
  await withClient({ client: { pageSize: 10 } }, async ({ client, dtr, logs }) => {
    // As a proxy does that takes headers away which it does not know.
    const tags = Array.from({ length: 10 }, (_, index) => ({ name: `t${index}` }));
    const headers = { "x-resource-count": "25" };
    dtr.setIntercept(() => ({ status: 200, headers, body: JSON.stringify(tags) }));
    assert.equal((await collect(client.listTags(APP))).length, 10);
    assert.equal(logs.length, 1);
    assert.match(
      logs[0] ?? "",
      /^warn: DTR at .+ has 25 items but returned 10 when asked to list the tags of "acme\/app"$/,
    );
  });
});

test.run();
