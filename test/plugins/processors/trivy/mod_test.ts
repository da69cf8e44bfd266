import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Target } from "#core/model/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { trivy } from "#plugins/processors/trivy/mod.ts";
import { imageOf } from "#plugins/processors/trivy/scan/scan_target.ts";
import { runPluginPreflight } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fakeTrivy } from "./support/fake_trivy.ts";

const TARGET: Target = {
  id: "image:app:1",
  kind: "image",
  image: "app:1",
  minSeverity: "HIGH",
  origin: { from: "list" },
};

test("preflight refuses what cannot be used, and neither downloads nor makes a file", () =>
  inTempFolder(async (cwd) => {
    const { ctx, close } = testContext({ cwd });
    await fakeTrivy({ folder: join(cwd, "bin"), name: "bad", version: "0.69.5" });
    await fakeTrivy({ folder: join(cwd, "bin"), name: "old", version: "0.67.2" });
    await fakeTrivy({ folder: join(cwd, "bin"), name: "good", version: "0.70.0" });
    const codeOf = async (plugin: ReturnType<typeof trivy>) =>
      (await catchScanError(() => runPluginPreflight(plugin, ctx))).code;
    assert.equal(await codeOf(trivy({ binary: "bin/none" })), "TRIVY_NOT_FOUND");
    assert.equal(await codeOf(trivy({ binary: "bin/bad" })), "TRIVY_COMPROMISED");
    assert.equal(await codeOf(trivy({ binary: "bin/old", parallel: "memory" })), "TRIVY_PARALLEL");
    await runPluginPreflight(trivy({ binary: "bin/good" }), ctx);
    await close();
    assert.deepEqual(await readdir(cwd), ["bin"]);
  }));

test("the image of a processor before comes before the target's own", () => {
  const data = { image: { reference: "built:1", source: "docker" } };
  assert.equal(imageOf({ target: TARGET, data }), "built:1");
  assert.equal(imageOf({ target: TARGET, data: {} }), "app:1");
});

test("a target without an image is an error that names it", async () => {
  const { image: _, ...target } = TARGET;
  const error = await catchScanError(() => imageOf({ target, data: {} }));
  assert.equal(error.code, "BAD_REFERENCE");
  assert.match(error.message, /"image:app:1"/);
});

test.run();
