import assert from "node:assert/strict";
import { test } from "uvu";
import { SEVERITIES } from "#core/mod.ts";
import { ServerCaller } from "#plugins/processors/trivy/replay/ask_server.ts";
import { computeCanary } from "#plugins/processors/trivy/replay/canary.ts";
import { type KeptBodies, type Refusal, type Replay, replay } from "#plugins/processors/trivy/replay/replay.ts";
import { readScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import { catchScanError } from "#support/scan_error.ts";
import { answerBytes, answeredPackage, answeredVulnerability } from "../support/answer_samples.ts";
import {
  type FakeAnswer,
  type FakeScanServer,
  sendError,
  sendProtobuf,
  startFakeScanServer,
} from "../support/fake_scan_server.ts";
import { encode, encodeField } from "../support/proto_codec.ts";
import { MISSING_ANSWER, SCAN_REQUEST } from "../support/trivy_messages.ts";

const IDS = { artifact_id: "sha256:a", blob_ids: ["sha256:1", "sha256:2"] };
const ANSWER = answerBytes();
const request = encode(SCAN_REQUEST, { target: "app:1", ...IDS, options: { pkg_types: ["os"], scanners: ["vuln"] } });
const recorded = { request, canary: computeCanary(readScanAnswer(ANSWER)) ?? "" };
const NO_BODIES: KeptBodies = { loadBlob: async () => undefined, loadArtifact: async () => undefined };

interface Scene extends FakeScanServer {
  run(options?: Partial<Parameters<typeof replay>[1]>, what?: typeof recorded): Promise<Replay | Refusal>;
}

async function withServer(work: (scene: Scene) => Promise<void>): Promise<void> {
  const fake = await startFakeScanServer();
  const caller = new ServerCaller();
  fake.answers.Scan = ANSWER;
  const { signal } = new AbortController();
  const common = {
    caller,
    server: fake.server,
    bodies: NO_BODIES,
    signal,
    severities: SEVERITIES,
    ignoreUnfixed: false,
  };
  try {
    await work({ ...fake, run: (options = {}, what = recorded) => replay(what, { ...common, ...options }) });
  } finally {
    caller.close();
    await fake.close();
  }
}

/** What is refused must say why, and must not have any result with it. */
async function assertRefused(answer: Promise<Replay | Refusal>, message: RegExp): Promise<void> {
  const given = await answer;
  assert.deepEqual(Object.keys(given), ["refused"]);
  assert.match("refused" in given ? given.refused : "", message);
}

test("a server that lacks nothing is asked what it lacks, and then to scan, with the bytes that were kept", () =>
  withServer(async ({ run, calls }) => {
    const found = await run();
    assert.ok("results" in found);
    assert.deepEqual(
      found.results.map(({ Vulnerabilities, Secrets }) => [Vulnerabilities.length, Secrets.length]),
      [
        [1, 0],
        [0, 1],
      ],
    );
    assert.deepEqual(found.os, { family: "alpine", name: "3.20.1", isEndOfLife: false });
    assert.deepEqual(
      calls.map(({ name, token }) => `${name} ${token}`),
      ["MissingBlobs secret", "Scan secret"],
    );
    assert.deepEqual(calls[1]?.body, request);
  }));

/** What a fake of a server answers to the request for a scan, and why that is no result. */
const WRONG_ANSWERS: Readonly<Record<string, readonly [FakeAnswer, RegExp]>> = {
  "a layer that is gone": [(to) => sendError(to, 500, "internal", "layer cache missing: sha256:1"), /500: layer cache/],
  "a panic": [(to) => sendError(to, 500, "internal", "Internal service panic"), /500: Internal service panic/],
  "a wrong token": [(to) => sendError(to, 401, "unauthenticated", "invalid token"), /401: invalid token/],
  "200 with nothing at all": [Buffer.alloc(0), /does not know the packages/],
  "200 without an OS and packages": [answerBytes({ os: undefined }, { packages: [], vulnerabilities: [] }), /packages/],
  "200 without one layer": [answerBytes({ layers: [] }), /does not know the packages/],
  "200 without packages, but with findings": [answerBytes({}, { packages: [] }), /does not know the packages/],
  "200 for another image": [answerBytes({}, { packages: [answeredPackage({ name: "musl" })] }), /does not know/],
  "200 with a finding twice": [
    answerBytes({}, { vulnerabilities: [answeredVulnerability(), answeredVulnerability()] }),
    /found twice/,
  ],
  "200 with licences": [answerBytes({}, { licenses: [{ name: "MIT" }] }), /neither vulnerabilities nor secrets/],
  "200 with a field that nobody knows": [Buffer.concat([ANSWER, encodeField(9, "string", "x")]), /Field 9/],
  "200 in JSON": [
    (to) => to.writeHead(200, { "content-type": "application/json" }).end("{}"),
    /answers application\/json/,
  ],
  "200 without a type": [(to) => to.writeHead(200).end(ANSWER), /without a type/],
  "a message that is cut": [ANSWER.subarray(0, ANSWER.length - 3), /no whole message.*do not fit/],
  "200 packed": [
    (to) => to.writeHead(200, { "content-type": "application/protobuf", "content-encoding": "gzip" }).end(ANSWER),
    /packs its answer by gzip/,
  ],
  "a counted answer that is cut": [
    (to) => {
      to.writeHead(200, { "content-type": "application/protobuf", "content-length": ANSWER.length });
      to.write(ANSWER.subarray(0, 40), () => to.destroy());
    },
    /broke off/,
  ],
  "a chunked answer that is cut": [
    (to) => {
      to.writeHead(200, { "content-type": "application/protobuf" });
      to.write(ANSWER, () => to.destroy());
    },
    /broke off/,
  ],
  "an answer without a length that ends between two messages": [
    (to) => to.socket?.end("HTTP/1.1 200 OK\r\ncontent-type: application/protobuf\r\nconnection: close\r\n\r\n"),
    /without saying where its answer ends/,
  ],
  "no answer": [(to) => to.destroy(), /broke off/],
  "too long an answer": [Buffer.alloc(5000), /more than 4000 bytes/],
};

for (const [name, [answer, reason]] of Object.entries(WRONG_ANSWERS)) {
  test(`an image goes to a client where a fake of a server answers ${name}`, () =>
    withServer(async ({ run, answers }) => {
      answers.Scan = answer;
      await assertRefused(run({ maxBytes: 4000 }), reason);
    }));
}

test("an answer that is chunked and whole is taken", () =>
  withServer(async ({ run, answers }) => {
    answers.Scan = (to) => {
      to.writeHead(200, { "content-type": "application/protobuf" });
      to.write(ANSWER.subarray(0, 40));
      to.end(ANSWER.subarray(40));
    };
    assert.ok("results" in (await run()));
  }));

test("a server that does not answer, or hangs in the middle, is left in time", () =>
  withServer(async ({ run, answers }) => {
    answers.Scan = () => {};
    await assertRefused(run({ timeoutMs: 100 }), /did not answer within 100 ms/);
    answers.Scan = (to) => to.writeHead(200, { "content-type": "application/protobuf" }).write(ANSWER);
    await assertRefused(run({ timeoutMs: 100 }), /did not answer within 100 ms/);
  }));

test("a run that ends while a server is asked ends the question", () =>
  withServer(async ({ run, answers }) => {
    const controller = new AbortController();
    answers.Scan = () => controller.abort();
    assert.equal((await catchScanError(() => run({ signal: controller.signal }))).code, "ABORTED");
  }));

test("an image goes to a client where the server is gone", () =>
  withServer(async ({ run, close }) => {
    assert.ok("results" in (await run()));
    await close();
    await assertRefused(run(), /broke off/);
  }));

test("a kept request that asks for less than all of an image, or is cut, is not sent", () =>
  withServer(async ({ run, calls }) => {
    await assertRefused(
      run({}, { ...recorded, request: encode(SCAN_REQUEST, { artifact_id: "a" }) }),
      /all of an image/,
    );
    for (const options of [{ pkg_types: ["os"] }, { scanners: ["vuln"] }]) {
      const less = encode(SCAN_REQUEST, { ...IDS, options });
      await assertRefused(run({}, { ...recorded, request: less }), /all of an image/);
    }
    for (let length = 0; length < request.length; length += 1) {
      await assertRefused(
        run({}, { ...recorded, request: request.subarray(0, length) }),
        /all of an image|do not fit|cut/,
      );
    }
    assert.equal(calls.length, 0);
  }));

const put = (id: string) =>
  encode({ id: [1, "string"], info: [3, { version: [1, "integer"] }] }, { id, info: { version: 2 } });
const KEPT: KeptBodies = { loadBlob: async (id) => put(id), loadArtifact: async (id) => put(id) };
const missing = (values: object) => encode(MISSING_ANSWER, values);

test("what a server lacks is put back, and it is asked again", () =>
  withServer(async ({ run, calls, answers }) => {
    const lacks = [missing({ missing_artifact: true, missing_blob_ids: ["sha256:2"] }), Buffer.alloc(0)];
    answers.MissingBlobs = (to) => sendProtobuf(to, lacks.shift() ?? Buffer.alloc(0));
    assert.ok("results" in (await run({ bodies: KEPT })));
    assert.deepEqual(
      calls.map(({ name }) => name),
      ["MissingBlobs", "PutBlob", "PutArtifact", "MissingBlobs", "Scan"],
    );
    assert.deepEqual([calls[1]?.body, calls[2]?.body], [put("sha256:2"), put("sha256:a")]);
  }));

test("where that does not help, or cannot be done, nothing is scanned", () =>
  withServer(async ({ run, calls, answers }) => {
    answers.MissingBlobs = missing({ missing_blob_ids: ["sha256:2"] });
    await assertRefused(run(), /lacks the layer sha256:2, and it is not kept/);
    await assertRefused(run({ bodies: KEPT }), /does not keep what was put back/);
    const swapped = { ...KEPT, loadBlob: async () => put("sha256:1") };
    await assertRefused(run({ bodies: swapped }), /kept of the layer sha256:2 is of another one/);
    const broken = { ...KEPT, loadBlob: async (id: string) => put(id).subarray(0, 5) };
    await assertRefused(run({ bodies: broken }), /do not fit/);
    answers.MissingBlobs = missing({ missing_artifact: true });
    await assertRefused(run(), /lacks the image's config sha256:a, and it is not kept/);
    // Lacks nothing, and says so with a byte too many: that is no answer of Trivy's.
    answers.MissingBlobs = encodeField(1, "bool", false);
    await assertRefused(run({ bodies: KEPT }), /does not keep what was put back/);
    answers.MissingBlobs = missing({ missing_blob_ids: ["sha256:7"] });
    await assertRefused(run({ bodies: KEPT }), /lacks sha256:7, which nobody asked for/);
    answers.MissingBlobs = (to) => sendError(to, 404, "bad_route", "no handler for path");
    await assertRefused(run(), /404: no handler for path/);
    assert.ok(calls.every(({ name }) => name !== "Scan"));
  }));

test.run();
