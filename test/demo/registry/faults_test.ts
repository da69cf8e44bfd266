import assert from "node:assert/strict";
import { get as httpGet } from "node:http";
import { suite } from "uvu";
import { ociImage } from "#demo/oci_image.ts";
import { type Registry, startRegistry } from "#demo/registry/mod.ts";

const test = suite<{ registry: Registry; manifest: string }>("registry faults");
const IMAGE = ociImage({ layers: [{ "etc/os-release": "ID=debian\n" }] });

test.before.each(async (context) => {
  context.registry = await startRegistry();
  context.registry.add("app", "1", IMAGE);
  context.manifest = `http://${context.registry.host}/v2/app/manifests/1`;
});

test.after.each(({ registry }) => registry.close());

test("a fault with a status takes the place of the answer, until it is taken away", async ({ registry, manifest }) => {
  registry.setIntercept(({ path }) =>
    path.includes("/manifests/") ? { status: 429, headers: { "retry-after": "3" }, body: "slow down" } : undefined,
  );
  const refused = await fetch(manifest);
  assert.deepEqual([refused.status, refused.headers.get("retry-after"), await refused.text()], [429, "3", "slow down"]);
  assert.equal((await fetch(`http://${registry.host}/v2/`)).status, 200);
  registry.setIntercept(undefined);
  assert.equal((await fetch(manifest)).status, 200);
});

test("an intercept can ask for a login, and sees what is sent", async ({ registry, manifest }) => {
  registry.setIntercept((_, authorization) =>
    authorization === "Bearer right" ? undefined : { status: 401, headers: { "www-authenticate": "Bearer" } },
  );
  assert.equal((await fetch(manifest)).status, 401);
  assert.equal((await fetch(manifest, { headers: { authorization: "Bearer right" } })).status, 200);
});

test("a delayed answer is the right one, late", async ({ registry, manifest }) => {
  registry.setIntercept(() => ({ delayMs: 60 }));
  const begin = performance.now();
  const response = await fetch(manifest);
  assert.ok(performance.now() - begin > 55);
  assert.equal(response.headers.get("docker-content-digest"), IMAGE.manifest.digest);
});

test("an answer that is held back comes when it is let go", async ({ registry, manifest }) => {
  let letGo = () => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  registry.setIntercept(({ query }) => (query.has("held") ? { until } : undefined));
  let isAnswered = false;
  const held = fetch(`${manifest}?held`).then((response) => {
    isAnswered = true;
    return response;
  });
  assert.equal((await fetch(manifest)).status, 200);
  assert.equal(isAnswered, false);
  letGo();
  assert.equal((await held).headers.get("docker-content-digest"), IMAGE.manifest.digest);
});

test("close() ends requests that hang and those that are delayed", async ({ registry, manifest }) => {
  registry.setIntercept(({ query }) => (query.has("hang") ? { hang: true } : { delayMs: 600_000 }));
  const pending = Promise.allSettled([fetch(`${manifest}?hang`), fetch(manifest)]);
  while (registry.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  await registry.close();
  for (const { status } of await pending) assert.equal(status, "rejected");
  await registry.close();
  await assert.rejects(fetch(manifest));
});

test("a cut answer promises its whole length and ends early", async ({ registry, manifest }) => {
  for (const cutAfterBytes of [0, 1, 100]) {
    registry.setIntercept(() => ({ cutAfterBytes }));
    const received = await new Promise<{ promised: string | undefined; bytes: number; complete: boolean }>(
      (resolve, reject) => {
        httpGet(manifest, (response) => {
          let bytes = 0;
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
          });
          response.on("error", () => {});
          response.on("close", () => {
            resolve({ promised: response.headers["content-length"], bytes, complete: response.complete });
          });
        }).on("error", reject);
      },
    );
    const promised = String(IMAGE.manifest.bytes.length);
    assert.deepEqual(received, { promised, bytes: cutAfterBytes, complete: false });
  }
});

test("an intercept that throws breaks the connection and nothing else", async ({ registry, manifest }) => {
  registry.setIntercept(() => {
    throw new Error("boom");
  });
  await assert.rejects(fetch(manifest));
  registry.setIntercept(undefined);
  assert.equal((await fetch(manifest)).status, 200);
});

test.run();
