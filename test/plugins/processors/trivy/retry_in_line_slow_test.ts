import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { trivy } from "#plugins/processors/trivy/mod.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "./support/db_files.ts";
import { fakeTrivy } from "./support/fake_trivy.ts";

/** A Trivy to which the registry answers 503 the first time that it is asked for the image "debian-app". */
const BODY = `
if (args[0] !== "image") process.exit(0);
const image = args.at(-1);
const asked = path.join(path.dirname(__dirname), "asked");
if (image.includes("debian-app") && !fs.existsSync(asked)) {
  fs.writeFileSync(asked, "");
  console.error("2026-03-01T10:00:00Z\\tFATAL\\tFatal error\\trun error: image scan error: remote error: GET https://r/v2/: unexpected status code 503 Service Unavailable");
  process.exit(1);
}
console.log(JSON.stringify({ SchemaVersion: 2, ArtifactName: image, ArtifactType: "container_image", Metadata: { OS: { Family: "debian", Name: "12" } } }));
`;

test("an image whose scan is to be repeated holds no lane: the others are scanned first, and nothing is lost", () =>
  inTempFolder(async (folder) => {
    const demo = await startDemoRegistry();
    try {
      await writeDb(join(folder, ".trivy_cache"));
      const binary = await fakeTrivy({ folder: join(folder, "bin"), body: BODY });
      const { sink, outcomes } = collector();
      const [first = "", ...others] = demo.references;
      assert.match(first, /debian-app/);
      const { events, error, last } = await runToEnd(
        {
          sources: [images(first, ...others)],
          processors: [trivy({ binary, offline: true, parallel: "isolated", cache: false })],
          sinks: [sink],
          jobs: 1,
        },
        { cwd: folder, outputDir: folder },
      );
      assert.equal(error, undefined);
      assert.deepEqual([last?.emitted, last?.done], [4, 4]);
      assert.deepEqual(
        outcomes.map(({ target }) => target.image),
        [...others, first],
      );
      assert.deepEqual(
        outcomes.map(({ data }) => data.scans?.[0]?.attempts),
        [1, 1, 1, 2],
      );
      const logs = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
      assert.ok(
        logs.some((line) => /503 Service Unavailable.*; attempt 2 of 3 in [\d.]+ s$/.test(line)),
        logs.join("\n"),
      );
    } finally {
      await demo.close();
    }
  }));

test.run();
