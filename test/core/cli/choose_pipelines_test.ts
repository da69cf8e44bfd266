import assert from "node:assert/strict";
import { test } from "uvu";
import { choosePipelines } from "#core/cli/choose_pipelines.ts";
import type { ScanConfig } from "#core/mod.ts";
import { catchScanError } from "#support/scan_error.ts";

const modes = { both: ["remote", "local"] };
const pipeline = { sources: [] };
const config: ScanConfig = { pipelines: { remote: pipeline, local: pipeline, off: false } };
const base = { named: [], mode: undefined, modes, canAsk: false };

test("choosePipelines() takes named pipelines, or those of the mode", async () => {
  assert.deepEqual(await choosePipelines(config, { ...base, named: ["local", "remote"] }), {
    pipelines: ["local", "remote"],
    label: "local+remote",
  });
  assert.deepEqual(await choosePipelines(config, { ...base, mode: "remote" }), {
    pipelines: ["remote"],
    label: "remote",
  });
  assert.deepEqual(await choosePipelines(config, { ...base, mode: "both" }), {
    pipelines: ["remote", "local"],
    label: "both",
  });
});

test("choosePipelines() runs the one pipeline of a config without names", async () => {
  assert.deepEqual(await choosePipelines({ sources: [] }, base), { pipelines: [], label: "default" });
});

test("choosePipelines() runs the only pipeline of a config, and gives one without names its other name", async () => {
  assert.deepEqual(await choosePipelines({ pipelines: { nightly: pipeline, off: false } }, base), {
    pipelines: ["nightly"],
    label: "nightly",
  });
  const aliases = { remote: "default" };
  for (const how of [{ mode: "remote" }, { named: ["remote"] }]) {
    assert.deepEqual(await choosePipelines({ sources: [] }, { ...base, aliases, ...how }), {
      pipelines: ["default"],
      label: "remote",
    });
  }
});

test("choosePipelines() lists the names when nothing is named and nobody can be asked", async () => {
  const error = await catchScanError(() => choosePipelines(config, base));
  assert.equal(error.message, "Say what to scan: --mode remote|local|both");
  assert.ok((await catchScanError(() => choosePipelines(config, { ...base, named: ["remote"], mode: "local" }))).usage);
});

test.run();
