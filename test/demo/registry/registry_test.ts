import assert from "node:assert/strict";
import fc from "fast-check";
import { suite } from "uvu";
import { sha256 } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { type Registry, startRegistry } from "#demo/registry/mod.ts";

const test = suite<{ registry: Registry; get: (path: string, init?: RequestInit) => Promise<Response> }>("registry");
const IMAGE = ociImage({ layers: [{ "etc/os-release": "ID=debian\n" }] });
const OTHER = ociImage({ layers: [{ "etc/os-release": "ID=alpine\n" }] });

test.before.each(async (context) => {
  context.registry = await startRegistry();
  context.get = (path, init) => fetch(`http://${context.registry.host}${path}`, init);
});

test.after.each(({ registry }) => registry.close());

async function errorCode(response: Response): Promise<string> {
  const { errors } = (await response.json()) as { errors: { code: string }[] };
  return errors.map(({ code }) => code).join();
}

test("the registry says that it speaks version 2 of the API", async ({ get }) => {
  const response = await get("/v2/");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("docker-distribution-api-version"), "registry/2.0");
});

test("a manifest is found by tag and by digest, and its blobs by theirs", async ({ registry, get }) => {
  registry.add("demo/deep/app", "1.0", IMAGE);
  for (const reference of ["1.0", IMAGE.manifest.digest]) {
    const response = await get(`/v2/demo/deep/app/manifests/${reference}`);
    assert.equal(response.headers.get("content-type"), "application/vnd.oci.image.manifest.v1+json");
    assert.equal(response.headers.get("docker-content-digest"), sha256(Buffer.from(await response.arrayBuffer())));
  }
  for (const { digest, bytes } of IMAGE.blobs) {
    const response = await get(`/v2/demo/deep/app/blobs/${digest}`);
    assert.equal(response.headers.get("docker-content-digest"), digest);
    assert.equal(response.headers.get("content-length"), String(bytes.length));
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), Buffer.from(bytes));
  }
});

test("HEAD tells what GET would, without the body", async ({ registry, get }) => {
  registry.add("app", "1", IMAGE);
  const response = await get("/v2/app/manifests/1", { method: "HEAD" });
  assert.equal(response.headers.get("content-length"), String(IMAGE.manifest.bytes.length));
  assert.equal(response.headers.get("docker-content-digest"), IMAGE.manifest.digest);
  assert.equal(await response.text(), "");
});

test("a tag that is pushed again moves, and the old manifest stays", async ({ registry, get }) => {
  registry.add("app", "latest", IMAGE);
  registry.add("app", "latest", OTHER);
  const moved = await get("/v2/app/manifests/latest");
  assert.equal(moved.headers.get("docker-content-digest"), OTHER.manifest.digest);
  assert.equal((await get(`/v2/app/manifests/${IMAGE.manifest.digest}`)).status, 200);
});

test("what is not there is told with the spec's error codes", async ({ registry, get }) => {
  registry.add("app", "1", IMAGE);
  registry.add("other", "1", OTHER);
  const cases = [
    ["/v2/app/manifests/2", 404, "MANIFEST_UNKNOWN"],
    [`/v2/app/manifests/${OTHER.manifest.digest}`, 404, "MANIFEST_UNKNOWN"],
    [`/v2/app/blobs/${OTHER.blobs[1]?.digest}`, 404, "BLOB_UNKNOWN"],
    ["/v2/nothing/manifests/1", 404, "NAME_UNKNOWN"],
    ["/v2/nothing/tags/list", 404, "NAME_UNKNOWN"],
    ["/v2/app/tags/list?n=many", 400, "PAGINATION_NUMBER_INVALID"],
    ["/elsewhere", 404, "NOT_FOUND"],
    ["//", 404, "NOT_FOUND"],
  ] as const;
  for (const [path, status, code] of cases) {
    const response = await get(path);
    assert.deepEqual([response.status, await errorCode(response)], [status, code], path);
  }
  const push = await get("/v2/app/blobs/uploads/", { method: "POST", body: "x" });
  assert.deepEqual([push.status, await errorCode(push)], [405, "UNSUPPORTED"]);
});

test("following the Link headers gives every tag once, in order, n at a time", async ({ registry, get }) => {
  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,6}$/);
  let round = 0;
  const property = fc.asyncProperty(
    fc.uniqueArray(tag, { minLength: 1, maxLength: 12 }),
    fc.integer({ min: 1, max: 13 }),
    async (tags, n) => {
      const name = `many/r${round++}`;
      for (const each of tags) registry.add(name, each, IMAGE);
      const pages: string[][] = [];
      for (let next: string | undefined = `/v2/${name}/tags/list?n=${n}`; next !== undefined; ) {
        const response = await get(next);
        pages.push(((await response.json()) as { tags: string[] }).tags);
        next = /^<(.+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
      }
      assert.deepEqual(pages.flat(), [...tags].sort());
      assert.ok(pages.every((page, index) => page.length === n || (index === pages.length - 1 && page.length > 0)));
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

test("a list of tags without n is whole, and begins after last", async ({ registry, get }) => {
  for (const tag of ["c", "a", "b"]) registry.add("app", tag, IMAGE);
  assert.deepEqual(await (await get("/v2/app/tags/list")).json(), { name: "app", tags: ["a", "b", "c"] });
  assert.deepEqual(await (await get("/v2/app/tags/list?last=a")).json(), { name: "app", tags: ["b", "c"] });
  assert.deepEqual(await (await get("/v2/app/tags/list?n=0")).json(), { name: "app", tags: [] });
});

test("requests are remembered, credentials by their scheme only", async ({ registry, get }) => {
  await get("/v2/app/tags/list?n=5", { headers: { authorization: "Basic c2VjcmV0", accept: "a/b" } });
  await get("/v2/", { headers: { authorization: "lonely-secret" } });
  const [first, second] = registry.requests;
  assert.ok(first && second);
  assert.deepEqual([first.method, first.path, first.query.get("n")], ["GET", "/v2/app/tags/list", "5"]);
  assert.deepEqual([first.headers.authorization, first.headers.accept], ["Basic", "a/b"]);
  assert.equal(second.headers.authorization, "unknown");
  assert.doesNotMatch(JSON.stringify(registry.requests), /c2VjcmV0|lonely-secret/);
});

test("add() refuses names and tags that no registry would take", ({ registry }) => {
  for (const name of ["", "App", "/app", "a//b", "a/"]) assert.throws(() => registry.add(name, "1", IMAGE), RangeError);
  for (const tag of ["", ".x", "a b", "sha256:abc", "x".repeat(129)])
    assert.throws(() => registry.add("app", tag, IMAGE), RangeError);
});

test.run();
