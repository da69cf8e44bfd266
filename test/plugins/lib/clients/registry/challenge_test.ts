import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { parseChallenges } from "#plugins/lib/clients/registry/authorizer.ts";

test("parseChallenges() reads what Docker Hub says, with the comma in quotes", () => {
  const header =
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull,push"';
  assert.deepEqual(parseChallenges(header), [
    {
      scheme: "bearer",
      params: {
        realm: "https://auth.docker.io/token",
        service: "registry.docker.io",
        scope: "repository:library/nginx:pull,push",
      },
    },
  ]);
});

test("parseChallenges() reads several challenges in one header, other letter cases, escapes and bare values", () => {
  assert.deepEqual(parseChallenges('Negotiate, BASIC Realm="a \\"b\\", c" , bearer realm=http://x/t , service = y'), [
    { scheme: "negotiate", params: {} },
    { scheme: "basic", params: { realm: 'a "b", c' } },
    { scheme: "bearer", params: { realm: "http://x/t", service: "y" } },
  ]);
  assert.deepEqual(parseChallenges(""), []);
  assert.deepEqual(parseChallenges('realm="no scheme before it"'), []);
});

test("parseChallenges() gives back any value that was quoted as the RFC says", () => {
  const quote = (value: string) => `"${value.replace(/["\\]/g, "\\$&")}"`;
  const value = fc.string({ unit: "grapheme-ascii" });
  fc.assert(
    fc.property(value, value, (realm, scope) => {
      const header = `Bearer realm=${quote(realm)},scope=${quote(scope)}`;
      assert.deepEqual(parseChallenges(header), [{ scheme: "bearer", params: { realm, scope } }]);
    }),
  );
});

test("parseChallenges() ends with any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseChallenges(text)));
});

test.run();
