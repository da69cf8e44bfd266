import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Response } from "undici";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "../../../../../configs/demo/loopback.ts";
import { coreError } from "../../../../../core/mod.ts";
import { testContext } from "../../../../../core/testing/mod.ts";
import { diagnoseImage } from "../../../../../plugins/processors/trivy/failure/diagnose.ts";
import { makeCertificate } from "../../../../support/certificate.ts";
import { testWith } from "../../../../support/needs.ts";
import { inTempFolder } from "../../../../support/temp_folder.ts";

async function withRegistry(work: (demo: DemoRegistry, codeOf: (image: string) => Promise<unknown>) => Promise<void>) {
  const demo = await startDemoRegistry();
  const { ctx, close } = testContext();
  try {
    await work(demo, async (image) => (await diagnoseImage(image, ctx.http))?.code);
  } finally {
    await close();
    await demo.close();
  }
}

test("diagnoseImage() asks the image's registry what is wrong", () =>
  withRegistry(async ({ registry, references: [image = ""] }, codeOf) => {
    assert.equal(await codeOf(image), undefined);
    assert.equal(await codeOf(`${registry.host}/demo/none:1`), "IMAGE_NOT_FOUND");
    const basic = { "www-authenticate": 'Basic realm="demo"' };
    const bearer = { "www-authenticate": 'Bearer realm="https://auth.example.com/token"' };
    const answers = [
      { answer: { status: 403 }, code: "REGISTRY_AUTH" },
      { answer: { status: 401, headers: basic }, code: "REGISTRY_AUTH" },
      { answer: { status: 401, headers: bearer }, code: undefined },
    ];
    for (const { answer, code } of answers) {
      registry.setIntercept(() => answer);
      assert.equal(await codeOf(image), code);
    }
  }));

test("diagnoseImage() says so when the registry is not there", () =>
  withRegistry(async ({ references: [image = ""], close }, codeOf) => {
    await close();
    assert.equal(await codeOf(image), "REGISTRY_UNREACHABLE");
  }));

test("diagnoseImage() says so when the registry does not speak TLS", () =>
  withRegistry(async ({ registry }, codeOf) => {
    // Not a loopback name, so it is asked by https; the registry behind it speaks http.
    const port = registry.host.split(":")[1];
    assert.equal(await codeOf(`0.0.0.0:${port}/demo/app:1`), "REGISTRY_CERTIFICATE");
  }));

test("diagnoseImage() asks Docker Hub where its registry is, by the repository's whole name", async () => {
  // Tests do not use the network; what would be asked is enough.
  const asked: string[] = [];
  for (const image of ["docker.io/nginx:1.27", "index.docker.io/team/app", "ghcr.io/app"]) {
    await diagnoseImage(image, async (url) => {
      asked.push(String(url));
      return new Response(null, { status: 200 });
    });
  }
  assert.deepEqual(asked, [
    "https://registry-1.docker.io/v2/library/nginx/manifests/1.27",
    "https://registry-1.docker.io/v2/team/app/manifests/latest",
    "https://ghcr.io/v2/app/manifests/latest",
  ]);
});

test("diagnoseImage() tells a name that no name server knows", async () => {
  // Whether a machine has a name server at all is not for a test to say, so the answer is made up.
  const notFound = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
  const told = await diagnoseImage("registry.invalid/app:1", () => {
    throw coreError("HTTP_FAILED", { method: "HEAD", url: "u", reason: "host not found" }, { cause: notFound });
  });
  assert.equal(told?.code, "REGISTRY_UNKNOWN");
});

testWith(test, ["openssl"], "diagnoseImage() takes any certificate where it is told to", () =>
  inTempFolder(async (folder) => {
    const { key, cert } = makeCertificate(folder);
    const server = createServer({ key, cert }, (_request, response) => void response.writeHead(404).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { ctx, close } = testContext();
    try {
      // Not a loopback name: those are asked without TLS.
      const image = `0.0.0.0:${(server.address() as AddressInfo).port}/demo/app:1`;
      assert.equal((await diagnoseImage(image, ctx.http))?.code, "REGISTRY_CERTIFICATE");
      assert.equal((await diagnoseImage(image, ctx.http, { insecure: true }))?.code, "IMAGE_NOT_FOUND");
    } finally {
      await close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }),
);

test("diagnoseImage() asks no one about text that is no reference, or about a name without a registry", () =>
  withRegistry(async ({ registry }, codeOf) => {
    assert.equal(await codeOf("-foo"), "BAD_REFERENCE");
    assert.equal(await codeOf("app:1"), undefined);
    assert.equal(registry.requests.length, 0);
  }));

test.run();
