/** When observers open, what they hear of each other, and when they end. */
import assert from "node:assert/strict";
import { Observable } from "rxjs";
import { test } from "uvu";
import { defineObserver, defineProcessor, type ScanEvent } from "#core/mod.ts";
import { codeOf, runToEnd } from "#support/pipeline.ts";
import { config, watcher } from "./support/watcher.ts";

test("an observer watches the preflight of the others as it goes on, and its own comes before its set-up", async () => {
  const order: string[] = [];
  const checked = defineProcessor({
    name: "checked",
    preflight: (_options, ctx) => {
      ctx.log.info("checking");
      order.push("checked");
    },
    setup: () => ({ process: () => undefined }),
  });
  const early = defineObserver({
    name: "early",
    setup: () => ({ observe: (events$) => events$.subscribe(({ type }) => void order.push(`early ${type}`)) }),
  });
  const late = defineObserver({
    name: "late",
    preflight: () => void order.push("late checked"),
    setup: () => ({ observe: (events$) => events$.subscribe(({ type }) => void order.push(`late ${type}`)) }),
  });
  await runToEnd({ ...config, processors: [checked()], observers: [late(), early()] });
  const expected = ["early log", "checked", "late checked", "late log", "early run.started", "late run.started"];
  assert.deepEqual(order.slice(0, expected.length), expected);
});

test("an observer watches a preflight that the run fails by", async () => {
  const events: ScanEvent[] = [];
  const calls: string[] = [];
  const unfit = defineProcessor({
    name: "unfit",
    preflight: (_options, ctx) => {
      ctx.log.warn("it looks bad");
      throw new Error("it is bad");
    },
    setup: () => ({ process: () => undefined }),
  });
  const { error } = await runToEnd({ ...config, processors: [unfit()], observers: [watcher(events, calls)] });
  assert.equal(codeOf(error), "PLUGIN_FAILED");
  assert.deepEqual([events.map(({ type }) => type), calls], [["log"], ["complete", "dispose"]]);
});

test("observers end in reverse order: what one says at its end, those before it hear, after the last event", async () => {
  const events: ScanEvent[] = [];
  const calls: string[] = [];
  const talkative = (name: string) =>
    defineObserver({
      name,
      setup: (_options, { log }) => ({
        observe: (events$) =>
          new Observable<void>((subscriber) =>
            events$.subscribe({
              complete() {
                setImmediate(() => {
                  log.warn(`${name} has flushed`);
                  subscriber.complete();
                });
              },
            }),
          ),
        dispose: () => log.warn(`${name} is closed`),
      }),
    })();
  const observers = [watcher(events, calls), talkative("one"), talkative("two")];
  const ended = await runToEnd({ ...config, observers });
  assert.equal(ended.error, undefined);
  assert.deepEqual(events, ended.events);
  const last = events.slice(events.findIndex(({ type }) => type === "run.finished") + 1);
  assert.deepEqual(
    last.map((event) => event.type === "log" && event.message),
    ["two has flushed", "two is closed", "one has flushed", "one is closed"],
  );
  assert.deepEqual(calls, ["complete", "dispose"]);
});

test("what an observer says to an event comes after it, for those before and behind it", async () => {
  const seen: ScanEvent[][] = [[], []];
  const [before = [], behind = []] = seen;
  const gate = defineObserver({
    name: "gate",
    setup: (_options, { log }) => ({
      observe: (events$) =>
        events$.subscribe(({ type }) => {
          if (type === "run.finished") log.error("not good enough");
        }),
    }),
  });
  const ended = await runToEnd({ ...config, observers: [watcher(before), gate(), watcher(behind)] });
  for (const events of [...seen, ended.events]) {
    assert.deepEqual(
      events.slice(-2).map(({ type }) => type),
      ["run.finished", "log"],
    );
  }
});

test.run();
