import assert from "node:assert/strict";
import { Observable, scan as rxScan, tap } from "rxjs";
import { test } from "uvu";
import { defineObserver, defineProcessor, defineSource, type ScanEvent, type ScanOptions, scan } from "#core/mod.ts";
import { codeOf, collector, images, runToEnd } from "#support/pipeline.ts";
import { config, fine, watcher } from "./support/watcher.ts";

test("an Observable of ours is one of the user's RxJS", () => {
  assert.ok(scan(config) instanceof Observable);
});

test("an observer of the config and one of the call see the events that whoever subscribes sees", async () => {
  const [seen, alsoSeen]: ScanEvent[][] = [[], []];
  const ended = await runToEnd(
    { ...config, observers: [false, [watcher(seen ?? [])]] },
    { observers: [watcher(alsoSeen ?? [])] },
  );
  assert.equal(ended.error, undefined);
  assert.deepEqual(seen, ended.events);
  assert.deepEqual(alsoSeen, ended.events);
});

test("an observer hears of what was before it, and is released when all is over", async () => {
  const events: ScanEvent[] = [];
  const calls: string[] = [];
  const early = defineProcessor({
    name: "early",
    preflight: (_options, ctx) => ctx.log.warn("before all"),
    setup: () => ({ process: () => undefined }),
  });
  const { error } = await runToEnd({ ...config, processors: [early()], observers: [watcher(events, calls)] });
  assert.equal(error, undefined);
  assert.deepEqual([events[0]?.type, events.at(-1)?.type], ["log", "run.finished"]);
  assert.deepEqual(calls, ["complete", "dispose"]);
});

test("events say when each processor took a target, and how it was through with it", async () => {
  const events: ScanEvent[] = [];
  const picky = defineProcessor({
    name: "picky",
    setup: () => ({
      process({ target }) {
        if (target.image === "b") throw new Error("not this one");
        return target.image === "c" ? { skip: "no need" } : undefined;
      },
    }),
  });
  await runToEnd({ sources: [images("a", "b", "c")], processors: [picky(), fine()], observers: [watcher(events)] });
  const told = events.flatMap((event) =>
    event.type === "processor.finished" ? [`${event.target} ${event.plugin} ${event.status}`] : [],
  );
  assert.deepEqual(told, ["image:a picky done", "image:a fine done", "image:b picky failed", "image:c picky skipped"]);
  const started = events.filter(({ type }) => type === "processor.started");
  assert.equal(started.length, told.length);
});

test("events about processors are emitted where somebody observes or wants details, unless they are not wanted", async () => {
  const count = async (options: ScanOptions) => {
    const { events } = await runToEnd(config, options);
    return events.filter(({ type }) => type.startsWith("processor.")).length;
  };
  assert.equal(await count({}), 0);
  assert.equal(await count({ details: true }), 4);
  assert.equal(await count({ observers: [watcher([])] }), 4);
  assert.equal(await count({ observers: [watcher([])], details: false }), 0);
});

test("an observer that fails costs no target and no report: the run ends with its error, which names it", async () => {
  const events: ScanEvent[] = [];
  const { sink, outcomes, summary } = collector();
  const broken = defineObserver({
    name: "broken",
    setup: () => ({
      observe: (events$) =>
        events$.pipe(
          rxScan((count, { type }) => {
            if (type === "target.finished") throw new Error("no more");
            return count + 1;
          }, 0),
        ),
    }),
  });
  const ended = await runToEnd({ ...config, sinks: [sink], observers: [broken(), watcher(events)] });
  assert.equal(codeOf(ended.error), "PLUGIN_FAILED");
  assert.match(String(ended.error), /"broken" failed in observe: no more/);
  assert.deepEqual([outcomes.length, summary()?.done], [2, 2]);
  assert.equal(events.at(-1)?.type, "run.finished");
  const warnings = events.flatMap((event) => (event.type === "log" && event.level === "warn" ? [event.message] : []));
  assert.deepEqual(warnings, ['The observer "broken" stops watching: The plugin "broken" failed in observe: no more']);
});

test("an observer that throws at once is named, too, and the run goes on", async () => {
  const { sink, outcomes } = collector();
  const broken = defineObserver({
    name: "broken",
    setup: () => ({
      observe() {
        throw new Error("not ready");
      },
    }),
  });
  const { error } = await runToEnd({ ...config, sinks: [sink], observers: [broken()] });
  assert.match(String(error), /"broken" failed in observe: not ready/);
  assert.equal(outcomes.length, 2);
});

test("a handler that an observer has subscribed itself may throw, behind operators too: the observer is named, and hears no more", async () => {
  for (const seen of [
    (events$: Observable<ScanEvent>) => events$,
    (events$: Observable<ScanEvent>) => events$.pipe(tap(() => {})),
  ]) {
    const { sink, outcomes } = collector();
    let calls = 0;
    const broken = defineObserver({
      name: "broken",
      setup: () => ({
        observe: (events$) =>
          seen(events$).subscribe(() => {
            calls += 1;
            throw new Error("no handler");
          }),
      }),
    });
    const { error } = await runToEnd({ ...config, sinks: [sink], observers: [broken()] });
    assert.match(String(error), /"broken" failed in observe: no handler/);
    assert.deepEqual([outcomes.length, calls], [2, 1]);
  }
});

test("the same holds where it has no handler for an error of its operators, and where it throws at the last event", async () => {
  const late = (event: ScanEvent) => {
    if (event.type === "run.finished") throw new Error("too late");
  };
  for (const observe of [
    (events$: Observable<ScanEvent>) => void events$.pipe(tap(late)).subscribe(),
    (events$: Observable<ScanEvent>) => void events$.subscribe(late),
    async (events$: Observable<ScanEvent>) => events$.forEach(late),
  ]) {
    const { sink, outcomes } = collector();
    const broken = defineObserver({ name: "broken", setup: () => ({ observe }) });
    const { error } = await runToEnd({ ...config, sinks: [sink], observers: [broken()] });
    assert.match(String(error), /"broken" failed in observe: too late/);
    assert.equal(outcomes.length, 2);
  }
});

test("an observer may be a promise that settles after the last event; what its release throws is its error, too", async () => {
  const types: string[] = [];
  const patient = defineObserver({
    name: "patient",
    setup: () => ({
      async observe(events$) {
        await events$.forEach(({ type }) => void types.push(type));
        types.push("end");
      },
      dispose() {
        throw new Error("cannot close");
      },
    }),
  });
  const { error, events } = await runToEnd({ ...config, observers: [patient()] });
  assert.deepEqual(types.slice(-2), ["run.finished", "end"]);
  assert.match(String(error), /"patient" failed in dispose: cannot close/);
  assert.equal(events.at(-1)?.type, "run.finished");
});

test("the run waits for what an observer still has to flush", async () => {
  let isFlushed = false;
  const exporter = defineObserver({
    name: "exporter",
    setup: () => ({
      observe: (events$) =>
        new Observable<void>((subscriber) =>
          events$.subscribe({
            complete() {
              setTimeout(() => {
                isFlushed = true;
                subscriber.complete();
              }, 20);
            },
          }),
        ),
    }),
  });
  const { error } = await runToEnd({ ...config, observers: [exporter()] });
  assert.deepEqual([error, isFlushed], [undefined, true]);
});

test("what observers see is masked", async () => {
  const events: ScanEvent[] = [];
  const leaky = defineSource({
    name: "leaky",
    setup: (_options, ctx) => ({
      targets() {
        ctx.addSecret("ocean-grey-17");
        ctx.log.info("it is ocean-grey-17");
        return [
          { id: "image:ocean-grey-17", kind: "image", image: "a", minSeverity: "HIGH", origin: { from: "test" } },
        ];
      },
    }),
  });
  await runToEnd({ sources: [leaky()], processors: [fine()], observers: [watcher(events)] });
  assert.ok(events.some(({ type }) => type === "processor.started"));
  assert.doesNotMatch(JSON.stringify(events), /ocean-grey-17/);
});

test.run();
