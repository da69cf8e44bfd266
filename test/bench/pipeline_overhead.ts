/**
 * Measures what hullscan itself costs for a target, and that its memory does not grow with their number: targets with
 * which there is nothing to do.
 *
 * `npm run bench:pipeline [ROUNDS]`
 */
import { withBuilt } from "./built.ts";

const LANES = 4;
const [rounds = 3] = process.argv.slice(2).map(Number);

await withBuilt(async (runCase) => {
  console.log(`No-op targets, ${LANES} at a time, medians of ${rounds} runs (with the journal, one):`);
  for (const [count, journal] of [
    [1000, "none"],
    [100_000, "none"],
    [1_000_000, "none"],
    [100_000, "journal"],
  ] as const) {
    const times = journal === "journal" ? 1 : rounds;
    const { seconds, cpuSeconds, peakMb } = await runCase("no_op_targets", [count, LANES, journal], times);
    const [each, cpu] = [seconds, cpuSeconds].map((total) => ((total / count) * 1e6).toFixed(1));
    const kept = journal === "journal" ? ", each on the disk before the sink" : "";
    console.log(
      `${count} targets${kept}: ${seconds.toFixed(2)} s, ${each} us a target (${cpu} us CPU), peak ${peakMb.toFixed(0)} MB`,
    );
  }
});
