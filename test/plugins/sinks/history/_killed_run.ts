/** A run that writes to the history of a folder until it is killed. Sends a message when rows are written. */
import { defineProcessor } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { history } from "#plugins/mod.ts";
import { image, runToEnd, sourceOf } from "#support/pipeline.ts";

const [, , folder = "."] = process.argv;
const source = sourceOf(async function* () {
  for (let index = 0; ; index += 1) {
    if (index === 250) process.send?.("at work");
    yield image(index === 0 ? "app:1" : `more${index}:1`);
  }
});
const scanner = defineProcessor({
  name: "scanner",
  provides: ["findings"],
  setup: () => ({ process: ({ target }) => ({ findings: [fakeFinding({ id: `CVE-${target.image}` })] }) }),
});
await runToEnd({ sources: [source], processors: [scanner()], sinks: [history()] }, { outputDir: folder });
