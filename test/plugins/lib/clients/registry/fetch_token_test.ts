import assert from "node:assert/strict";
import { Response } from "undici";
import { test } from "uvu";
import type { Http } from "#core/kit.ts";
import { fetchToken } from "#plugins/lib/clients/registry/tokens.ts";
import { catchScanError } from "#support/scan_error.ts";

const credential = { kind: "basic", username: "ann", password: "pass-word" } as const;

/** Asks for a token; no request leaves this test. */
async function ask(domain: string, realm: string) {
  const asked: string[] = [];
  const http: Http = async (url) => {
    asked.push(String(url));
    return new Response(JSON.stringify({ token: "t" }));
  };
  const options = { http, insecure: false, domain, onWrong: () => {}, doing: "get a token" };
  const fetching = fetchToken({ realm, scope: "repository:a:pull", credential }, options);
  const code = await fetching.then(
    () => undefined,
    async (error) => (await catchScanError(() => Promise.reject(error))).code,
  );
  return { code, asked: asked.length };
}

test("fetchToken() sends a password without TLS to this machine, and within a private network, and nowhere else", async () => {
  const sent = { code: undefined, asked: 1 };
  const refused = { code: "REGISTRY_BAD_ANSWER", asked: 0 };
  assert.deepEqual(await ask("10.0.0.9:5000", "http://10.0.0.5/token"), sent);
  assert.deepEqual(await ask("ghcr.io", "http://127.0.0.1:5001/token"), sent);
  assert.deepEqual(await ask("ghcr.io", "https://ghcr.io/token"), sent);
  assert.deepEqual(await ask("ghcr.io", "http://10.0.0.5/token"), refused);
  assert.deepEqual(await ask("registry.example.com", "http://auth.local/token"), refused);
  assert.deepEqual(await ask("10.0.0.9:5000", "http://auth.example.com/token"), refused);
});

test.run();
