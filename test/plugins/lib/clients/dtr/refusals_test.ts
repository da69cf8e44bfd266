import assert from "node:assert/strict";
import { test } from "uvu";
import { HTML_PAGE, INTERNAL_ERROR, type StartDtrOptions, TO_LOGIN } from "#demo/dtr/mod.ts";
import type { Fault } from "#demo/registry/mod.ts";
import { catchScanError } from "#support/scan_error.ts";
import { APP, collect, SCAN, TAG, withClient } from "./support/with_client.ts";

const TOKEN = "tok-8f3a/+=secret";
const LOGIN = { user: "ann", token: TOKEN };

test("a login that is refused, in either form, is refused once: eight calls at the start are one request", async () => {
  for (const refusal of ["enveloped", "bare"] as const) {
    const options = { dtr: { refusal, login: { user: "ann", token: "another" } }, client: LOGIN };
    await withClient(options, async ({ client, dtr }) => {
      const errors = await Promise.all(Array.from({ length: 8 }, () => catchScanError(() => client.getTag(TAG))));
      assert.ok(errors.every((error) => error === errors[0]));
      const [error] = errors;
      assert.deepEqual([error?.code, error?.usage, error?.retryable], ["DTR_AUTH", false, false]);
      const words = '(401 NOT_AUTHENTICATED: The client is not authenticated.) when asked to look at "acme/app:1.0"';
      assert.equal(error?.message, `DTR at ${dtr.url} refuses the login of "ann" ${words}`);
      assert.equal(await catchScanError(() => client.requestScan(SCAN)), error);
      assert.equal(dtr.requests.length, 1);
    });
  }
});

test("a login that is refused later stops all that has not begun", async () => {
  await withClient({ client: { maxRequests: 2 } }, async ({ client, dtr }) => {
    await client.getFeatures();
    dtr.setIntercept(() => ({ status: 401 }));
    const calls = Array.from({ length: 20 }, () => catchScanError(() => client.getTag(TAG)));
    assert.deepEqual(new Set((await Promise.all(calls)).map(({ code }) => code)), new Set(["DTR_AUTH"]));
    assert.ok(dtr.requests.length <= 3, `${dtr.requests.length} requests`);
  });
});

test("the right to write is needed for a scan", async () => {
  await withClient({}, async ({ client }) => {
    const error = await catchScanError(() => client.requestScan({ ...SCAN, repository: "shown" }));
    assert.equal(error.code, "DTR_FORBIDDEN");
    assert.match(
      error.message,
      /^Cannot start the scan of "acme\/shown:1\.0" for "linux\/amd64": .+403 NOT_AUTHORIZED/,
    );
    assert.match(error.hint ?? "", /needs write access/);
  });
});

test("what asks for patience is no other API", async () => {
  for (const status of [408, 425, 520]) {
    await withClient({}, async ({ client, dtr }) => {
      await client.getFeatures();
      dtr.setIntercept(() => ({ status, body: "later" }));
      const error = await catchScanError(() => client.requestScan(SCAN));
      assert.deepEqual([error.code, error.retryable], ["DTR_SERVER", true]);
    });
  }
});

test("what is not there is told by what is missing", async () => {
  await withClient({}, async ({ client }) => {
    const cases = [
      [() => collect(client.listRepositories("nobody")), /list the repositories of "nobody": .+ no such namespace$/],
      [() => collect(client.listTags({ ...APP, name: "gone" })), /no such repository$/],
      [() => client.getTag({ ...TAG, tag: "gone" }), /look at "acme\/app:gone": .+ no such tag$/],
      [() => client.requestScan({ ...SCAN, architecture: "s390x" }), /no such tag, or none for this platform$/],
    ] as const;
    for (const [work, message] of cases) {
      const error = await catchScanError(work);
      assert.equal(error.code, "DTR_NOT_FOUND");
      assert.match(error.message, message);
    }
  });
});

test("a DTR that does not scan says so", async () => {
  await withClient({ dtr: { scanningEnabled: false } }, async ({ client }) => {
    assert.equal((await client.getFeatures()).scanningEnabled, false);
    const error = await catchScanError(() => client.requestScan(SCAN));
    assert.equal(error.code, "DTR_SCANNING_DISABLED");
    assert.match(error.message, /400 SCANNING_NOT_ENABLED: Scanning is not enabled/);
  });
});

/** Each fault of a server that is no DTR, and how it is told. */
const STRANGERS = [
  [HTML_PAGE, "it answers 200 with an HTML page"],
  [TO_LOGIN, "it sends callers on to /login"],
  [{ status: 302, headers: { location: "https://sso.example.com/in?secret=1#x" } }, "on to https://sso.example.com/in"],
  [{ status: 200, body: "hello" }, "it answers with text that is not JSON"],
  [{ status: 204 }, "it answers with text that is not JSON"],
  [{ status: 404, body: "404 page not found\nmore" }, "it answers 404 404 page not found"],
  [
    { status: 400, headers: { "content-type": "text/html" }, body: "plain HTTP sent to HTTPS port" },
    "with an HTML page",
  ],
] as const satisfies readonly (readonly [Fault, string])[];

test("what is no DTR is not taken for one", async () => {
  for (const [fault, reason] of STRANGERS) {
    await withClient({}, async ({ client, dtr }) => {
      dtr.setIntercept(() => fault);
      const error = await catchScanError(() => client.getFeatures());
      assert.deepEqual([error.code, error.retryable], ["DTR_NOT_AN_API", false], reason);
      assert.ok(error.message.endsWith(reason), error.message);
      assert.ok(error.message.includes(dtr.url));
    });
  }
});

test("a login page is not taken for a scan that has begun, and a redirect is not followed", async () => {
  await withClient({}, async ({ client, dtr }) => {
    for (const fault of [HTML_PAGE, TO_LOGIN]) {
      dtr.setIntercept(({ method }) => (method === "POST" ? fault : undefined));
      assert.equal((await catchScanError(() => client.requestScan(SCAN))).code, "DTR_NOT_AN_API");
    }
    assert.ok(dtr.requests.every(({ path }) => path !== "/login"));
  });
});

test("a Harbor is told from other strangers, without showing it the login", async () => {
  await withClient({}, async ({ client, dtr }) => {
    dtr.setIntercept(({ path }) => {
      if (path === "/api/v2.0/ping") return { status: 200, headers: { "content-type": "text/plain" }, body: "Pong" };
      return { status: 404, body: '{"errors":[{"code":"NOT_FOUND","message":"not found"}]}' };
    });
    for (let round = 0; round < 2; round += 1) {
      const error = await catchScanError(() => client.getFeatures());
      assert.equal(error.code, "DTR_NOT_AN_API");
      assert.match(error.message, /it is a Harbor/);
      assert.match(error.hint ?? "", /MSR 4 is a Harbor/);
    }
    const pings = dtr.requests.filter(({ path }) => path === "/api/v2.0/ping");
    assert.deepEqual(
      pings.map(({ headers }) => headers.authorization),
      [undefined],
    );
  });
});

test("other refusals are told in DTR's own words", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const body = '{"errors":[{"code":"INVALID_PARAMETERS","message":"Unable to parse","detail":{"at":1}}]}';
    dtr.setIntercept(() => ({ status: 400, body }));
    const error = await catchScanError(() => client.getFeatures());
    assert.equal(error.code, "DTR_REFUSED");
    assert.match(error.message, /\(400 INVALID_PARAMETERS: Unable to parse\)$/);
  });
});

test("an answer of another shape is told by where it differs", async () => {
  const cases = [
    ["[]", /the answer: /],
    ['{"repositories":[{"name":"a"},{"name":7}]}', /repositories\.1\.name: /],
  ] as const;
  await withClient({}, async ({ client, dtr }) => {
    for (const [body, reason] of cases) {
      dtr.setIntercept(() => ({ status: 200, body }));
      const error = await catchScanError(() => collect(client.listRepositories("acme")));
      assert.equal(error.code, "DTR_BAD_ANSWER");
      assert.match(error.message, reason);
    }
  });
});

test("no error of a run shows the token, not even where the server sends it back", async () => {
  const basic = Buffer.from(`ann:${TOKEN}`).toString("base64");
  const echoes = [TOKEN, basic, encodeURIComponent(TOKEN), `Authorization: Basic ${basic}`];
  const faults = echoes.flatMap((echo): Fault[] => [
    { status: 401, body: echo },
    { status: 403, body: JSON.stringify({ errors: [{ code: "NOT_AUTHORIZED", message: echo }] }) },
    // The token lies where a name would be cut.
    { status: 418, body: `${"x".repeat(190)}${echo}` },
    { status: 302, headers: { location: `https://ann:${encodeURIComponent(TOKEN)}@example.com/${echo}?${echo}` } },
    { status: 429, headers: { "retry-after": `9999, ${echo}` }, body: echo },
    { status: 200, body: echo },
  ]);
  const options: { dtr: Partial<StartDtrOptions>; client: typeof LOGIN } = { dtr: { login: LOGIN }, client: LOGIN };
  for (const fault of [...faults, INTERNAL_ERROR]) {
    await withClient(options, async ({ client, dtr, mask }) => {
      dtr.setIntercept(() => fault);
      const { message, hint, cause } = await catchScanError(() => client.getFeatures());
      const told = mask([message, hint, cause instanceof Error ? cause.message : ""].join("\n"));
      for (const secret of ["8f3a", basic.slice(8), "c2VjcmV0"]) assert.ok(!told.includes(secret), told);
    });
  }
});

test("a token that DTR has issued is a secret of the run", async () => {
  const options = { client: { authorization: "bearer" as const } };
  await withClient(options, async ({ client, dtr, mask }) => {
    dtr.setIntercept((_, header) =>
      header?.startsWith("Bearer ") ? { status: 403, body: `not ${header}` } : undefined,
    );
    const { message } = await catchScanError(() => client.getTag(TAG));
    assert.match(message, /not Bearer [^*]{8,}\)$/);
    assert.match(mask(message), /not Bearer \*\*\*\)$/);
  });
});

test("what is sent without an end is read no further than a page can be long", async () => {
  await withClient({}, async ({ client, dtr }) => {
    dtr.setIntercept(() => ({ status: 200, body: `"${"x".repeat(70 * 1024 * 1024)}"` }));
    const error = await catchScanError(() => client.getFeatures());
    assert.equal(error.code, "DTR_BAD_ANSWER");
    assert.match(error.message, /it is over 64 MB$/);
    assert.equal(dtr.requests.length, 1);
  });
});

test("words of a server are safe to show: no control characters, no second line, not without end", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const wild = `a\u001b]52;c;x\u0007\u009b2J\u202eb\nscan: all is well ${"long ".repeat(5000)}`;
    dtr.setIntercept(() => ({ status: 403, body: JSON.stringify({ errors: [{ code: wild, message: wild }] }) }));
    const { message } = await catchScanError(() => client.getTag(TAG));
    assert.doesNotMatch(message, /[\p{Cc}\p{Cf}]/u);
    assert.ok(message.includes("a\\u{1b}]52;c;x"));
    assert.ok(message.length < 1500, `${message.length}`);
  });
});

test.run();
