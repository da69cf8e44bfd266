/** What a config must not get past the compiler: each line with an error is one that a user would want to hear of. */
import { defineConfig, defineSink } from "hullscan";
import { remote } from "hullscan/configs";
import { groupedJson, imageList, trivy } from "hullscan/plugins";

const own = defineSink({ name: "own", setup: () => ({ write: (outcome) => void outcome.target.id.length }) });

export const good = defineConfig({
  pipelines: { remote: remote({ jobs: 3 }) },
  sinks: [groupedJson(), [own(), false]],
});
export const made = defineConfig(({ env }) => ({ sources: [imageList({ file: env.LIST ?? "a" })], sinks: [own()] }));

// @ts-expect-error there is no key "sink"
defineConfig({ pipelines: {}, sink: [] });
// @ts-expect-error there is no key "job"
defineConfig({ sources: [imageList()], job: 2 });
// @ts-expect-error a processor is no sink
defineConfig({ pipelines: {}, sinks: [trivy()] });
// @ts-expect-error a severity is misspelt
defineConfig({ pipelines: {}, failOn: "CRITCAL" });
// @ts-expect-error there is no option "tiemout"
trivy({ tiemout: "5m" });
// @ts-expect-error there is no option "fil"
remote({ fil: "a.txt" });
// @ts-expect-error an outcome has no "image"
defineSink({ name: "x", setup: () => ({ write: (outcome) => void outcome.image }) });
