/**
 * Measures the report of many images with many findings: its speed, and that memory holds one image and not all. Then the
 * same of each format, from outcomes that are there already; with a FORMAT only of that one.
 *
 * `npm run bench:report [IMAGES [FINDINGS [ROUNDS [FORMAT [PACKAGES]]]]]`; with 10000 images of 500 findings it writes and
 * removes some gigabytes in the folder for temporary files.
 */
import { FORMATS } from "#plugins/lib/formats/formats.ts";
import { withBuilt } from "./built.ts";
import { printTable } from "./print_table.ts";

const [images = 1_000, findings = 500, rounds = 1] = process.argv.slice(2, 5).map(Number);
const [only, packages = "300"] = process.argv.slice(5);
const formats = only === undefined ? Object.keys(FORMATS) : [only];

await withBuilt(async (runCase) => {
  console.log(`${images} images with ${findings} findings each, medians of ${rounds} runs:`);
  for (const journal of only === undefined ? ["none", "journal"] : []) {
    const { seconds, peakMb, bytes } = await runCase("large_report", [images, findings, journal], rounds);
    const megabytes = bytes / 1e6;
    console.log(
      `${journal === "none" ? "without" : "with"} the journal: report of ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s, ` +
        `${(megabytes / seconds).toFixed(0)} MB/s, peak ${peakMb.toFixed(0)} MB`,
    );
  }
  const rows: string[][] = [];
  for (const name of formats) {
    const cost = await runCase("format_report", [name, images, findings, packages], rounds);
    const perFinding = (cost.cpuSeconds / (images * findings)) * 1e6;
    const numbers = [cost.bytes / 1e6, cost.seconds, cost.cpuSeconds, perFinding, cost.peakMb];
    rows.push([name, ...numbers.map((number) => number.toFixed(number < 100 ? 1 : 0))]);
  }
  printTable(["format", "MB", "seconds", "CPU seconds", "µs a finding", "peak MB"], rows);
});
