/** Logins through a token service: a fake one, since no registry here has one that does as it is told. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { test } from "uvu";
import { createRedactor } from "#core/kit.ts";
import { testContext } from "#core/testing/mod.ts";
import { ociImage } from "#demo/oci_image.ts";
import { parseReference, toCanonical } from "#plugins/lib/clients/oci/mod.ts";
import { createRegistry } from "#plugins/lib/clients/registry/mod.ts";
import { fetchToken } from "#plugins/lib/clients/registry/tokens.ts";
import { catchScanError } from "#support/scan_error.ts";
import { startTokenRegistry, type TokenRegistry, type TokenRegistryOptions } from "#support/token_registry.ts";

type Environment = Readonly<Record<string, string>>;

interface Bench {
  readonly fake: TokenRegistry;
  /** How often a path was asked for. */
  count(path: RegExp): number;
  digest(repository: string): Promise<string>;
  /** Masks what the client has told to be a secret, as a run does. */
  mask(text: string): string;
}

const image = ociImage({ layers: [{ "etc/a": "a" }] });

async function withFake(
  { env = {}, ...options }: TokenRegistryOptions & { env?: Environment },
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const fake = await startTokenRegistry(options);
  const context = testContext();
  const client = createRegistry({ ...context.ctx, env: { HOME: "/nonexistent", ...env } });
  for (const name of ["team/a", "team/b"]) fake.registry.add(name, "1", image);
  try {
    await work({
      fake,
      mask(text) {
        const redactor = createRedactor({});
        for (const secret of context.secrets) redactor.add(secret);
        return redactor.mask(text);
      },
      count: (path) => fake.registry.requests.filter((request) => path.test(request.path)).length,
      async digest(repository) {
        const reference = toCanonical(parseReference(`${fake.registry.host}/${repository}`));
        return (await client.fetchDescriptor(reference)).digest;
      },
    });
  } finally {
    await context.close();
    await fake.close();
  }
}

test("one token for each repository, fetched once however many ask, kept while it holds", async () => {
  await withFake({}, async ({ fake, digest, count }) => {
    fake.setAnswer({ expires_in: 300 });
    const digests = await Promise.all(Array.from({ length: 10 }, () => digest("team/a:1")));
    assert.deepEqual(new Set(digests), new Set([image.manifest.digest]));
    assert.deepEqual(fake.issued, ["repository:team/a:pull"]);
    await digest("team/b:1");
    assert.deepEqual(fake.issued, ["repository:team/a:pull", "repository:team/b:pull"]);
    // What the registry wants is known by now: no second 401.
    assert.equal(count(/team\/b\/manifests/), 1);
  });
});

test("a token that the service has issued is a secret of the run, also where the registry sends back a part of it", async () => {
  await withFake({}, async ({ fake, digest, mask }) => {
    const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"ann","n":4711}').toString("base64url")}.c2lnbmF0dXJl`;
    fake.registry.setIntercept(({ path }, authorization) => {
      if (path === "/token") return { status: 200, body: JSON.stringify({ token }) };
      const challenge = `Bearer realm="http://${fake.registry.host}/token"`;
      if (authorization === undefined) return { status: 401, headers: { "www-authenticate": challenge } };
      const message = `${authorization} is not valid, nor is ${token.slice(0, 40)}`;
      return { status: 400, body: JSON.stringify({ errors: [{ code: "DENIED", message }] }) };
    });
    const { message } = await catchScanError(() => digest("team/a:1"));
    assert.match(message, /eyJ/);
    assert.match(mask(message), /Bearer \*\*\* is not valid, nor is \*\*\*/);
  });
});

test("a token that is refused in mid-run is renewed, also where it should still hold", async () => {
  await withFake({}, async ({ fake, digest }) => {
    fake.setAnswer({ expires_in: 300 });
    await digest("team/a:1");
    fake.revoke();
    assert.equal(await digest("team/a:1"), image.manifest.digest);
    assert.equal(fake.issued.length, 2);
  });
});

test("a token is renewed before its end, without a request that is refused", async () => {
  await withFake({}, async ({ fake, digest, count }) => {
    fake.setAnswer({ expires_in: 0.000_001 });
    await digest("team/a:1");
    const before = count(/manifests/);
    await digest("team/a:1");
    assert.equal(fake.issued.length, 2);
    assert.equal(count(/manifests/) - before, 1);
  });
});

test("the token may be called access_token", async () => {
  await withFake({ tokenKey: "access_token" }, async ({ digest }) => {
    assert.equal(await digest("team/a:1"), image.manifest.digest);
  });
});

test("each login is tried in turn, and one that is wrong is sent once in the run", async () => {
  const login = { username: "right", password: "good-one" };
  const env = { TRIVY_USERNAME: "wrong,right", TRIVY_PASSWORD: "bad-one,good-one" };
  await withFake({ login, env }, async ({ fake, digest, count }) => {
    const all = ["team/a:1", "team/b:1", "team/a:1", "team/b:1"].map(digest);
    assert.deepEqual(new Set(await Promise.all(all)), new Set([image.manifest.digest]));
    assert.equal(fake.issued.length, 2);
    // One for each token, and the one that was refused.
    assert.equal(count(/^\/token/), 3);
  });
});

test("with a wrong login only, the error says so, without the login, and the account is not locked by a hundred more", async () => {
  const login = { username: "right", password: "good-one" };
  const env = { TRIVY_USERNAME: "wrong", TRIVY_PASSWORD: "bad-one" };
  await withFake({ login, env }, async ({ fake, digest }) => {
    const errors = await Promise.all(Array.from({ length: 20 }, () => catchScanError(() => digest("team/a:1"))));
    for (const error of errors) {
      assert.equal(error.code, "REGISTRY_AUTH");
      assert.match(error.message, /^Cannot .*"127\.0\.0\.1:\d+\/team\/a/);
      assert.doesNotMatch(`${error.message} ${error.cause}`, /bad-one|token-\d/);
    }
    const sent = fake.registry.requests.filter(({ path, headers }) => path === "/token" && headers.authorization);
    assert.equal(sent.length, 1);
  });
});

test("TRIVY_REGISTRY_TOKEN is sent as it is, and no token is fetched", async () => {
  await withFake({ env: { TRIVY_REGISTRY_TOKEN: "own-token" } }, async ({ fake, digest }) => {
    const error = await catchScanError(() => digest("team/a:1"));
    assert.equal(error.code, "REGISTRY_AUTH");
    assert.deepEqual(fake.issued, []);
    assert.deepEqual(fake.registry.requests.at(-1)?.headers.authorization, "Bearer");
  });
});

for (const [what, realm, expected] of [
  ["answers nonsense", undefined, /the token service returns no token/],
  ["is to be reached without TLS", "http://auth.example.com/token", /no https address/],
  ["has an address with a password in it", "https://a:b@auth.example.com/token", /no https address/],
] as const) {
  test(`a token service that ${what} is told`, async () => {
    await withFake({}, async ({ fake, digest }) => {
      const challenge = `Bearer realm="${realm ?? `http://${fake.registry.host}/token`}"`;
      fake.registry.setIntercept(({ path }) =>
        path === "/token"
          ? { status: 200, body: "<html>" }
          : { status: 401, headers: { "www-authenticate": challenge } },
      );
      const error = await catchScanError(() => digest("team/a:1"));
      assert.equal(error.code, "REGISTRY_BAD_ANSWER");
      assert.match(error.message, expected);
    });
  });
}

test("an identity token goes to the token service by POST, and into no address", async () => {
  const asked: { url: string | undefined; form: URLSearchParams }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ url: request.url, form: new URLSearchParams(await text(request)) });
    response.end(JSON.stringify({ access_token: "token-for-identity" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  const context = testContext();
  try {
    const request = { realm: `http://127.0.0.1:${address.port}/oauth`, service: "s", scope: "repository:a:pull" };
    const token = await fetchToken(
      { ...request, credential: { kind: "identity", token: "refresh-me" } },
      { http: context.ctx.http, domain: "ghcr.io", insecure: false, onWrong: assert.fail, doing: "test" },
    );
    assert.equal(token.text, "token-for-identity");
  } finally {
    await context.close();
    server.close();
    server.closeAllConnections();
  }
  assert.equal(asked[0]?.url, "/oauth");
  const { grant_type, refresh_token, scope, service } = Object.fromEntries(asked[0]?.form ?? []);
  assert.deepEqual(
    [grant_type, refresh_token, scope, service],
    ["refresh_token", "refresh-me", "repository:a:pull", "s"],
  );
});

test("an identity token goes by GET where the token service knows no POST, with the login that is stored beside it", async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    if (request.method === "POST") return void response.writeHead(asked.length === 0 ? 404 : 405).end();
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify({ token: "token-by-get" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  const context = testContext();
  try {
    const request = { realm: `http://127.0.0.1:${address.port}/token`, service: "s", scope: "repository:a:pull" };
    const options = { http: context.ctx.http, domain: "ghcr.io", insecure: false, onWrong: assert.fail, doing: "test" };
    const identity = { kind: "identity", token: "refresh-me" } as const;
    for (const credential of [identity, { ...identity, username: "u", password: "p" }]) {
      assert.equal((await fetchToken({ ...request, credential }, options)).text, "token-by-get");
    }
  } finally {
    await context.close();
    server.close();
    server.closeAllConnections();
  }
  const url = "/token?service=s&scope=repository%3Aa%3Apull";
  assert.deepEqual(asked, [`${url} undefined`, `${url} Basic ${Buffer.from("u:p").toString("base64")}`]);
});

test.run();
