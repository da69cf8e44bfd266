import assert from "node:assert/strict";
import { test } from "uvu";
import type { Intercept } from "#demo/registry/mod.ts";
import { catchScanError } from "#support/scan_error.ts";
import { withRegistry } from "./support/with_registry.ts";

for (const [what, toLink] of [
  ["relative to the page", (last: string) => `list?n=1000&last=${last}`],
  ["from the root", (last: string) => `/v2/team/app/tags/list?last=${last}`],
  [
    "with the name that a proxy knows the registry by",
    (last: string) => `http://inner.example.com/v2/team/app/tags/list?last=${last}`,
  ],
] as const) {
  test(`listTags() follows links to the next page that are ${what}`, async () => {
    const pages: Readonly<Record<string, readonly string[]>> = { "": ["a", "b"], b: ["c"], c: ["d"] };
    const intercept: Intercept = ({ path, query }) => {
      if (!path.endsWith("tags/list")) return undefined;
      const tags = pages[query.get("last") ?? ""] ?? [];
      const last = tags.at(-1);
      const link = last === undefined || last === "d" ? undefined : `<${toLink(last)}>; rel="next"`;
      return { status: 200, body: JSON.stringify({ name: "team/app", tags }), ...(link && { headers: { link } }) };
    };
    await withRegistry(
      async ({ client, name }) => {
        const tags: string[] = [];
        for await (const tag of client.listTags(name("team/app"))) tags.push(tag);
        assert.deepEqual(tags, ["a", "b", "c", "d"]);
      },
      { intercept },
    );
  });
}

test("listTags() tells pages that go round in a circle, and takes a repository without tags for an empty one", async () => {
  await withRegistry(async ({ fake, client, name }) => {
    const listAll = async () => {
      for await (const _tag of client.listTags(name("team/app")));
    };
    fake.setIntercept(({ path }) =>
      path.endsWith("tags/list")
        ? { status: 200, body: '{"tags":["a"]}', headers: { link: "</v2/team/app/tags/list?last=a>; rel=next" } }
        : undefined,
    );
    assert.match((await catchScanError(listAll)).message, /go round in a circle/);
    fake.setIntercept(({ path }) => (path.endsWith("tags/list") ? { status: 200, body: '{"tags":null}' } : undefined));
    await listAll();
  });
});

test.run();
