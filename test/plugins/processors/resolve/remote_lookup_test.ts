import assert from "node:assert/strict";
import { test } from "uvu";
import { coreError } from "../../../../core/mod.ts";
import { parseReference, toCanonical } from "../../../../plugins/clients/oci/mod.ts";
import { type Descriptor, registryError } from "../../../../plugins/clients/registry/mod.ts";
import { createRemoteLookup, type Found } from "../../../../plugins/processors/resolve/remote_lookup.ts";
import { recordLog } from "../../../support/plugin_context.ts";
import { catchScanError } from "../../../support/scan_error.ts";

const DIGEST = `sha256:${"1".repeat(64)}`;

/** A lookup with a registry that answers what the test says. */
function createBench(answer: (name: string) => Descriptor, pauseMs?: number) {
  const { log, lines } = recordLog();
  const asked: string[] = [];
  const registry = {
    fetchDescriptor: async ({ path }: { path: string }) => {
      asked.push(path);
      return answer(path);
    },
  };
  const lookUp = createRemoteLookup({ registry, log, ...(pauseMs !== undefined && { pauseMs }) });
  const find = (text: string): Promise<Found | undefined> => lookUp(toCanonical(parseReference(text)));
  return { find, asked, lines };
}

for (const [mediaType, isOnePlatform] of [
  ["application/vnd.oci.image.manifest.v1+json", true],
  ["application/vnd.oci.image.index.v1+json", false],
  ["", false],
] as const) {
  test(`a manifest of type "${mediaType}" is ${isOnePlatform ? "" : "not certainly "}for one platform`, async () => {
    const { find } = createBench(() => ({ digest: DIGEST, mediaType }));
    assert.deepEqual(await find("reg.example.com/a:1"), { digest: DIGEST, isOnePlatform });
  });
}

test("a reference with a digest needs no registry", async () => {
  const { find, asked } = createBench(() => assert.fail());
  assert.deepEqual(await find(`reg.example.com/a@${DIGEST}`), { digest: DIGEST, isOnePlatform: false });
  assert.deepEqual(asked, []);
});

test("an image that is not there is none of the lookup's concern; a refusal is told once for its registry", async () => {
  const { find, asked, lines } = createBench((name) => {
    const code = name.startsWith("gone") ? "IMAGE_NOT_FOUND" : "REGISTRY_AUTH";
    throw registryError(code, { doing: `find the digest of "${name}"` });
  });
  for (const name of ["gone/a", "secret/a", "secret/b"]) assert.equal(await find(`reg.example.com/${name}`), undefined);
  await find("other.example.com/secret/c");
  assert.equal(asked.length, 4);
  const warnings = lines.filter((line) => line.startsWith("warn"));
  assert.equal(warnings.length, 2);
  assert.match(warnings[0] ?? "", /secret\/a.*Such images of "reg\.example\.com" are scanned as they are named/);
});

test("a registry that does not answer is left alone for a while, others are not", async () => {
  const down = (name: string): Descriptor => {
    if (name === "b") return { digest: DIGEST, mediaType: "" };
    throw registryError("REGISTRY_UNREACHABLE", { doing: "find" });
  };
  const { find, asked } = createBench(down);
  for (const name of ["a", "a", "b"]) assert.equal(await find(`down.example.com/${name}`), undefined);
  assert.ok(await find("up.example.com/b"));
  assert.deepEqual(asked, ["a", "b"]);
  const over = createBench(down, 0);
  await over.find("down.example.com/a");
  assert.ok(await over.find("down.example.com/b"));
});

test("an abort is no failed lookup", async () => {
  const { find } = createBench(() => {
    throw coreError("ABORTED", { reason: "test" });
  });
  assert.equal((await catchScanError(() => find("a"))).code, "ABORTED");
});

test.run();
