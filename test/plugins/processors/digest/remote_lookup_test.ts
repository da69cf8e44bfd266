import assert from "node:assert/strict";
import { Response } from "undici";
import { test } from "uvu";
import { coreError } from "#core/kit.ts";
import { parseReference, toCanonical } from "#plugins/lib/clients/oci/mod.ts";
import { noAnswerError, statusError } from "#plugins/lib/clients/registry/failures.ts";
import { type Descriptor, type Refusal, registryError } from "#plugins/lib/clients/registry/mod.ts";
import { createRemoteLookup } from "#plugins/processors/digest/remote_lookup.ts";
import { recordLog } from "#support/plugin_context.ts";
import { catchScanError } from "#support/scan_error.ts";

const DIGEST = `sha256:${"1".repeat(64)}`;

/** A lookup with a registry that answers what the test says. */
function createBench(answer: (name: string) => Descriptor, env: Readonly<Record<string, string>> = {}) {
  const { log, lines } = recordLog();
  const asked: string[] = [];
  const registry = {
    fetchDescriptor: async ({ path }: { path: string }) => {
      asked.push(path);
      return answer(path);
    },
    ping: async () => {},
  };
  const waitsMs = { known: [0], strange: [0] };
  const lookUp = createRemoteLookup({ registry, log, waitsMs, env, signal: new AbortController().signal });
  const find = (text: string) => lookUp(toCanonical(parseReference(text)));
  async function explain(text: string): Promise<Refusal> {
    const found = await find(text);
    return "failure" in found ? found : assert.fail(`${text} was found`);
  }
  return { find, explain, asked, lines };
}

test("the digest is the one that the registry tells", async () => {
  const { find } = createBench(() => ({ digest: DIGEST, mediaType: "" }));
  assert.deepEqual(await find("reg.example.com/a:1"), { digest: DIGEST });
});

test("a reference with a digest needs no registry", async () => {
  const { find, asked } = createBench(() => assert.fail());
  assert.deepEqual(await find(`reg.example.com/a@${DIGEST}`), { digest: DIGEST });
  assert.deepEqual(asked, []);
});

test("an image that is not there is certain; a refusal is not, and told once for its registry", async () => {
  const { explain, asked, lines } = createBench((name) => {
    const code = name.startsWith("gone") ? "IMAGE_NOT_FOUND" : "REGISTRY_AUTH";
    throw registryError(code, { doing: `find the digest of "${name}"` });
  });
  assert.equal((await explain("reg.example.com/gone/a")).isCertain, true);
  for (const name of ["secret/a", "secret/b"])
    assert.equal((await explain(`reg.example.com/${name}`)).isCertain, false);
  await explain("other.example.com/secret/c");
  assert.equal(asked.length, 4);
  const warnings = lines.filter((line) => line.startsWith("warn"));
  assert.equal(warnings.length, 2);
  assert.match(warnings[0] ?? "", /secret\/a.*Such images of "reg\.example\.com" are scanned by name/);
});

/** The error of the client where there is no answer at all. */
function noAnswer(errno: string) {
  const url = "https://down.example.com/v2/a/manifests/1";
  const cause = Object.assign(new Error(errno), { code: errno });
  const http = coreError("HTTP_FAILED", { method: "HEAD", url, reason: "nobody is there" }, { cause });
  return noAnswerError("find", http);
}

for (const [code, errno, isCertain] of [
  ["REGISTRY_UNREACHABLE", "ECONNREFUSED", true],
  ["REGISTRY_UNKNOWN", "ENOTFOUND", true],
  ["REGISTRY_UNREACHABLE", "ETIMEDOUT", false],
  ["REGISTRY_CERTIFICATE", "DEPTH_ZERO_SELF_SIGNED_CERT", false],
] as const) {
  test(`${errno} is of the whole registry and ${isCertain ? "" : "not "}certain; each image is told it by its own name`, async () => {
    const { explain } = createBench(() => {
      throw noAnswer(errno);
    });
    await explain("down.example.com/a:1");
    const { failure, ...facts } = await explain("down.example.com/team/b:2");
    assert.deepEqual(facts, { host: "down.example.com", isCertain });
    assert.equal(failure.code, code);
    assert.match(
      failure.message,
      /^Cannot find the digest of "down\.example\.com\/team\/b:2": .*\(down\.example\.com: nobody is there\)$/,
    );
  });
}

test("a refused connection is not certain where Trivy may have another way: plain HTTP, a proxy or none", async () => {
  const refuse = () => {
    throw noAnswer("ECONNREFUSED");
  };
  for (const [host, env, isCertain] of [
    ["10.0.0.5", {}, false],
    ["10.0.0.5:5000", {}, true],
    ["registry.local", {}, false],
    ["reg.example.com", { https_proxy: "http://127.0.0.1:9" }, false],
    ["127.0.0.1:5000", { https_proxy: "http://127.0.0.1:9" }, true],
  ] as const) {
    const { explain } = createBench(refuse, env);
    assert.equal((await explain(`${host}/a:1`)).isCertain, isCertain, host);
  }
});

test("a registry that refuses all is left alone, others are not", async () => {
  const failure503 = await statusError(new Response("", { status: 503 }), { doing: "find" });
  const { find, explain, asked } = createBench((name) => {
    if (name === "up") return { digest: DIGEST, mediaType: "" };
    throw failure503;
  });
  for (const name of ["a", "b", "c"]) await explain(`down.example.com/${name}`);
  const before = asked.length;
  const { failure, ...facts } = await explain("down.example.com/d");
  assert.deepEqual(facts, { host: "down.example.com", isCertain: true });
  assert.match(failure.message, /"down\.example\.com\/d:latest".*\(HTTP 503\)$/);
  assert.equal(asked.length, before);
  assert.ok("digest" in (await find("up.example.com/up")));
});

test("an abort is no failed lookup", async () => {
  const { find } = createBench(() => {
    throw coreError("ABORTED", { reason: "test" });
  });
  assert.equal((await catchScanError(() => find("a"))).code, "ABORTED");
});

test.run();
