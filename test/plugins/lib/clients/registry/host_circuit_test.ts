import assert from "node:assert/strict";
import { Response } from "undici";
import { test } from "uvu";
import { coreError } from "#core/kit.ts";
import type { ScanError } from "#core/mod.ts";
import { noAnswerError, statusError } from "#plugins/lib/clients/registry/failures.ts";
import { HostCircuit, type HostCircuitOptions, HostLeftAlone } from "#plugins/lib/clients/registry/host_circuit.ts";
import { registryError } from "#plugins/lib/clients/registry/mod.ts";
import { recordLog } from "#support/plugin_context.ts";

const WAITS_MS = { known: [0, 0, 0, 0, 0], strange: [0, 0] };

function noAnswer(errno = "ECONNREFUSED") {
  const cause = Object.assign(new Error(errno), { code: errno });
  const request = { method: "GET", url: "https://reg.example.com/v2/", reason: "nobody" };
  return noAnswerError("find", coreError("HTTP_FAILED", request, { cause }));
}
const BUSY = await statusError(new Response("", { status: 429 }), { doing: "find" });
const busy = () => BUSY;
const missing = () => registryError("IMAGE_NOT_FOUND", { doing: "find" });

/** A circuit whose host answers what the test says: for each repository, or to all. */
function createBench(options: Partial<HostCircuitOptions> = {}) {
  const { log, lines } = recordLog();
  const asked: string[] = [];
  let answer: (repository: string) => ScanError | undefined = () => undefined;
  const circuit = new HostCircuit("reg.example.com", {
    log,
    signal: new AbortController().signal,
    ping: async () => {},
    waitsMs: WAITS_MS,
    ...options,
  });
  async function ask(repository: string): Promise<string> {
    try {
      return await circuit.ask(repository, async () => {
        asked.push(repository);
        const failure = answer(repository);
        if (failure !== undefined) throw failure;
        return "here";
      });
    } catch (error) {
      return error instanceof HostLeftAlone ? `left alone: ${error.failure.code}` : (error as ScanError).code;
    }
  }
  return {
    ask,
    asked,
    lines,
    warnings: () => lines.filter((line) => line.startsWith("warn")),
    set(next: typeof answer) {
      answer = next;
    },
  };
}

test("a host that nobody is at is asked a few times for all, told once, and then left alone", async () => {
  const { ask, asked, set, warnings } = createBench();
  set(() => noAnswer());
  const all = await Promise.all(Array.from({ length: 12 }, (_, index) => ask(`app-${index}`)));
  assert.deepEqual([...new Set(all)], ["left alone: REGISTRY_UNREACHABLE"]);
  assert.ok(asked.length <= 12 + 2, asked.join());
  const before = asked.length;
  for (let more = 0; more < 1000; more += 1) await ask("more");
  assert.equal(asked.length, before);
  assert.equal(warnings().length, 1);
  assert.match(warnings()[0] ?? "", /"reg\.example\.com" is left alone for 60 s: reg\.example\.com: nobody$/);
});

test("an outage of a moment costs no image", async () => {
  const { ask, asked, set, warnings } = createBench();
  set(() => (asked.length <= 13 ? noAnswer() : undefined));
  const all = await Promise.all(Array.from({ length: 12 }, (_, index) => ask(`app-${index}`)));
  assert.deepEqual([...new Set(all)], ["here"]);
  assert.deepEqual(warnings(), []);
});

test("a host that has answered before is waited for longer", async () => {
  const { ask, asked, set } = createBench();
  assert.equal(await ask("first"), "here");
  let left = 5;
  set(() => (left-- > 0 ? noAnswer() : undefined));
  assert.equal(await ask("second"), "here");
  assert.ok(asked.length > 5);
});

test("after the pause one asks for all, and when that goes well, all go on", async () => {
  const { ask, asked, set } = createBench({ pauseMs: 0 });
  set(() => noAnswer());
  await ask("a");
  const before = asked.length;
  const failed = await Promise.all([ask("b"), ask("c"), ask("d")]);
  assert.deepEqual([...new Set(failed)], ["left alone: REGISTRY_UNREACHABLE"]);
  assert.equal(asked.length, before + 1);
  set(() => undefined);
  assert.deepEqual(await Promise.all([ask("b"), ask("c")]), ["here", "here"]);
});

test("what the clock does not mend is not waited for: a certificate at all, a name that nobody knows for long", async () => {
  for (const [code, errno, times] of [
    ["REGISTRY_CERTIFICATE", "CERT_HAS_EXPIRED", 1],
    ["REGISTRY_UNKNOWN", "ENOTFOUND", 2],
  ] as const) {
    const { ask, asked, set } = createBench();
    set(() => noAnswer(errno));
    assert.equal(await ask("a"), `left alone: ${code}`);
    assert.equal(asked.length, times);
  }
});

test("errors of some repositories do not keep others from being asked", async () => {
  const { ask, set } = createBench();
  set((repository) => (repository.startsWith("bad") ? busy() : undefined));
  for (let round = 0; round < 5; round += 1) {
    assert.equal(await ask("bad/one"), "REGISTRY_RATE_LIMITED");
    assert.equal(await ask("bad/two"), "REGISTRY_RATE_LIMITED");
    assert.equal(await ask("good"), "here");
  }
  // Of one repository only, as long as the host itself answers.
  for (let round = 0; round < 5; round += 1) assert.equal(await ask("bad/one"), "REGISTRY_RATE_LIMITED");
});

test("a host that answers with an error to several repositories, or at its base, too, refuses all", async () => {
  const several = createBench();
  several.set(busy);
  assert.deepEqual(
    [await several.ask("a"), await several.ask("b"), await several.ask("c"), await several.ask("d")],
    [
      "REGISTRY_RATE_LIMITED",
      "REGISTRY_RATE_LIMITED",
      "left alone: REGISTRY_RATE_LIMITED",
      "left alone: REGISTRY_RATE_LIMITED",
    ],
  );
  const base = createBench({ ping: () => Promise.reject(busy()) });
  base.set(busy);
  for (const expected of ["REGISTRY_RATE_LIMITED", "REGISTRY_RATE_LIMITED", "left alone: REGISTRY_RATE_LIMITED"]) {
    assert.equal(await base.ask("a"), expected);
  }
});

test("an image that is not there shows that the host is", async () => {
  const { ask, set } = createBench();
  set((repository) => (repository === "gone" ? missing() : busy()));
  for (const repository of ["a", "b", "gone", "c", "d"]) {
    assert.equal(await ask(repository), repository === "gone" ? "IMAGE_NOT_FOUND" : "REGISTRY_RATE_LIMITED");
  }
});

test("an abort ends the waiting", async () => {
  const controller = new AbortController();
  const { ask, set } = createBench({ signal: controller.signal, waitsMs: { known: [], strange: [60_000] } });
  set(() => noAnswer());
  const waiting = Promise.all([ask("a"), ask("b")]);
  controller.abort();
  assert.deepEqual(await waiting, ["ABORTED", "ABORTED"]);
  const stopped = createBench();
  stopped.set(() => coreError("ABORTED", { reason: "test" }));
  assert.equal(await stopped.ask("a"), "ABORTED");
});

test.run();
