/** What a plugin's test must not get past the compiler. */
import { defineProcessor, defineSink, type FailedOutcome, type SkippedOutcome } from "hullscan";
import { checkPlugin, fakeOutcome, fakeTarget, runProcessor, runSink, runSource } from "hullscan/testing";
import { z } from "zod";

const sink = defineSink({ name: "a", options: z.strictObject({ url: z.string() }), setup: () => ({ write() {} }) });
const processor = defineProcessor({ name: "b", setup: () => ({ process() {} }) });

export const failed: FailedOutcome = fakeOutcome({ error: { code: "IMAGE_NOT_FOUND" } });
export const skipped: SkippedOutcome = fakeOutcome({ reason: "up to date" });
export const checked = [checkPlugin(sink, { options: { url: "x" } }), checkPlugin(processor)];
export const ran = [runSink(sink({ url: "x" })), runProcessor(processor())];

// @ts-expect-error a processor is no sink
runSink(processor());
// @ts-expect-error a sink is no source
runSource(sink({ url: "x" }));
// @ts-expect-error the factory is no plugin yet
runSink(sink);
// @ts-expect-error the url is missing
runSink(sink({}));
// @ts-expect-error there is no such status
fakeOutcome({ status: "done" });
// @ts-expect-error there is no field "img"
fakeTarget({ img: "nginx" });
// @ts-expect-error a made plugin is no factory
checkPlugin(processor());
