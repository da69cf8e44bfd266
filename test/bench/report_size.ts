/**
 * Measures the report of many images with many findings: its speed, and that memory holds one image and not all.
 *
 * `npm run bench:report [IMAGES [FINDINGS [ROUNDS]]]`; writes and removes some gigabytes in the folder for temporary
 * files.
 */
import { withBuilt } from "./built.ts";

const [images = 10_000, findings = 500, rounds = 1] = process.argv.slice(2).map(Number);

await withBuilt(async (runCase) => {
  console.log(`${images} images with ${findings} findings each, medians of ${rounds} runs:`);
  for (const journal of ["none", "journal"]) {
    const { seconds, peakMb, bytes } = await runCase("large_report", [images, findings, journal], rounds);
    const megabytes = bytes / 1e6;
    console.log(
      `${journal === "none" ? "without" : "with"} the journal: report of ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s, ` +
        `${(megabytes / seconds).toFixed(0)} MB/s, peak ${peakMb.toFixed(0)} MB`,
    );
  }
});
