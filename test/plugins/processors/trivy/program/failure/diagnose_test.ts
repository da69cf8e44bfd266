import assert from "node:assert/strict";
import process from "node:process";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { createDiagnosis, type Diagnosis } from "#plugins/processors/trivy/program/failure/diagnose.ts";

const LOGIN = { TRIVY_USERNAME: "me", TRIVY_PASSWORD: "correct-horse" };

interface Bench {
  readonly demo: DemoRegistry;
  readonly image: string;
  readonly diagnosis: Diagnosis;
  codeOf(image: string): Promise<unknown>;
}

async function withDiagnosis(work: (bench: Bench) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  const { ctx, close } = testContext();
  const env = { PATH: process.env.PATH, HOME: "/nonexistent", ...LOGIN };
  const diagnosis = createDiagnosis(ctx, { env }, { insecure: false });
  const codeOf = async (image: string) => (await diagnosis.ofImage({ image }))?.code;
  try {
    await work({ demo, image: demo.references[0] ?? "", diagnosis, codeOf });
  } finally {
    await close();
    await demo.close();
  }
}

test("a failure without a word is told by the image's registry", () =>
  withDiagnosis(async ({ demo: { registry }, image, codeOf }) => {
    assert.equal(await codeOf(image), undefined);
    assert.equal(await codeOf(`${registry.host}/demo/none:1`), "IMAGE_NOT_FOUND");
    for (const [status, code] of [
      [402, "REGISTRY_BAD_ANSWER"],
      [403, "REGISTRY_AUTH"],
      [410, "REGISTRY_BAD_ANSWER"],
      [412, "REGISTRY_POLICY"],
      [451, "REGISTRY_POLICY"],
      [500, "REGISTRY_UNREACHABLE"],
    ] as const) {
      registry.setIntercept(({ path }) => (path.includes("/manifests/") ? { status } : undefined));
      const error = await codeOf(image);
      assert.equal(error, code, String(status));
    }
  }));

test("the registry is asked with the login that Trivy has; that of a database is not sent it", () =>
  withDiagnosis(async ({ demo, image, diagnosis, codeOf }) => {
    const seen: (string | undefined)[] = [];
    demo.registry.setIntercept(({ path }, authorization) => {
      if (!path.includes("/manifests/")) return undefined;
      seen.push(authorization);
      const isMe = authorization === `Basic ${Buffer.from("me:correct-horse").toString("base64")}`;
      return isMe ? undefined : { status: 401, headers: { "www-authenticate": 'Basic realm="demo"' } };
    });
    assert.equal(await codeOf(image), undefined);
    seen.length = 0;
    assert.equal((await diagnosis.ofDatabase(demo.dbRepository))?.code, "REGISTRY_AUTH");
    assert.ok(seen.length > 0 && seen.every((header) => header === undefined));
  }));

test("what the look-up was told comes first, and nobody is asked again", () =>
  withDiagnosis(async ({ demo, image, diagnosis }) => {
    const unresolved = { code: "REGISTRY_AUTH", message: "Cannot find it: no", hint: "Log in", retryable: false };
    const error = await diagnosis.ofImage({ image, unresolved });
    assert.deepEqual([error?.code, error?.message, error?.hint], ["REGISTRY_AUTH", "Cannot find it: no", "Log in"]);
    assert.deepEqual(demo.registry.requests, []);
  }));

test("text that is no reference, and an image that comes from no registry, are asked of no one", () =>
  withDiagnosis(async ({ demo, image, diagnosis, codeOf }) => {
    assert.equal(await codeOf("-foo"), "BAD_REFERENCE");
    const sources = ["containerd"] as const;
    assert.equal(await diagnosis.ofImage({ image, sources }), undefined);
    assert.deepEqual(demo.registry.requests, []);
  }));

test("a registry that is not there, and one that does not speak TLS, are told apart", () =>
  withDiagnosis(async ({ demo, image, codeOf }) => {
    // Not a loopback name, so it is asked by https; the registry behind it speaks http.
    const port = demo.registry.host.split(":")[1];
    assert.equal(await codeOf(`0.0.0.0:${port}/demo/app:1`), "REGISTRY_CERTIFICATE");
    await demo.close();
    assert.equal(await codeOf(image), "REGISTRY_UNREACHABLE");
  }));

test.run();
