import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { withDtr } from "./support/with_dtr.ts";

const TAGS = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,6}$/), { maxLength: 30 });
const toTags = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, [{}]]));
const LIST = "/api/v0/repositories/acme/app/tags";

test("following X-Next-Page-Start gives every tag once; the last page has no header, or an empty one", async () => {
  const property = fc.asyncProperty(
    TAGS,
    fc.constantFrom(undefined, 0, 1, 3, 10, 1000),
    fc.constantFrom<"absent" | "empty">("absent", "empty"),
    fc.constantFrom(2, Number.POSITIVE_INFINITY),
    async (names, pageSize, lastPage, maxPageSize) => {
      const contents = { acme: { app: { tags: toTags(names) } } };
      await withDtr({ contents, paging: { lastPage, maxPageSize } }, async (_, get) => {
        const pages: string[][] = [];
        let end: string | null = null;
        for (let start: string | undefined = ""; start !== undefined; ) {
          const query = new URLSearchParams({
            ...(pageSize !== undefined && { pageSize: String(pageSize) }),
            pageStart: start,
          });
          const response = await get(`${LIST}?${query}`);
          pages.push(((await response.json()) as { name: string }[]).map(({ name }) => name));
          end = response.headers.get("x-next-page-start");
          start = end === null || end === "" ? undefined : end;
        }
        assert.deepEqual(pages.flat(), [...names].sort());
        assert.equal(end, lastPage === "empty" ? "" : null);
        const length = Math.min(pageSize || 10, maxPageSize);
        assert.ok(pages.slice(0, -1).every((page) => page.length === length));
      });
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

test("a page holds ten where nothing else is asked for, and counts all only when asked", async () => {
  const names = Array.from({ length: 25 }, (_, index) => `t${index}`);
  await withDtr({ contents: { acme: { app: { tags: toTags(names) } } } }, async (_, get) => {
    const first = await get(LIST);
    assert.equal(((await first.json()) as unknown[]).length, 10);
    assert.equal(first.headers.get("x-resource-count"), null);
    assert.equal((await get(`${LIST}?count=true`)).headers.get("x-resource-count"), "25");
  });
});

test("the start of a page that was not encoded, or was made up, is refused", async () => {
  const names = Array.from({ length: 25 }, (_, index) => `t${index}`);
  await withDtr({ contents: { acme: { app: { tags: toTags(names) } } } }, async (_, get) => {
    const start = (await get(LIST)).headers.get("x-next-page-start");
    assert.ok(start);
    assert.equal((await get(`${LIST}?pageStart=${start}`)).status, 400);
    assert.equal((await get(`${LIST}?pageStart=t1`)).status, 400);
    assert.equal((await get(`${LIST}?pageStart=${encodeURIComponent(start)}`)).status, 200);
  });
});

test.run();
