/**
 * Measures the history: what an unchanged run adds to the file, how fast questions are answered over many images, and what
 * a history costs a whole run in time and memory.
 *
 * `npm run bench:history [IMAGES [FINDINGS [RUNS]]]`; the last two are findings of each image, and unchanged runs. 10,000
 * images of 300 findings need some minutes. Whole runs are over 2,000 images at most.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fakeOutcome, fakeScan, fakeTarget } from "#core/testing/mod.ts";
import { findMoment, findPlaces, listRuns, parseQuery, readHistory } from "#plugins/lib/history/questions/mod.ts";
import { beginRun, createRecorder, endRun, inTransaction, openHistory } from "#plugins/lib/history/store/mod.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { type Cost, type RunCase, takeMedian, withBuilt } from "./built.ts";
import { findIn, listImages } from "./history_images.ts";
import { median } from "./median.ts";
import { printTable } from "./print_table.ts";

const [images = 2_000, findings = 100, runs = 5] = process.argv.slice(2, 5).map(Number);
const ROUNDS = 5;
/** Whole runs: how many are measured, and over how many images at most. */
const RUN_ROUNDS = 5;
const MAX_RUN_IMAGES = 2000;
/** As in `plugins/sinks/history`. */
const BATCH = 100;
const list = [...listImages(images)];

await withBuilt(async (runCase) => {
  console.log(`${images} images with ${findings} findings each, ${runs} unchanged runs:`);
  await inTempFolder(measureFile);
  await inTempFolder((folder) => measureRuns(folder, runCase));
});

async function measureFile(folder: string): Promise<void> {
  const path = join(folder, "history.db");
  const first = await writeRun(path, 0);
  const rows = [["first run", first.seconds.toFixed(2), (first.bytes / 1e6).toFixed(1)]];
  let before = first.bytes;
  const grown: number[] = [];
  const took: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const { seconds, bytes } = await writeRun(path, run);
    grown.push(bytes - before);
    took.push(seconds);
    before = bytes;
  }
  rows.push(["unchanged run", median(took).toFixed(2), (median(grown) / 1e6).toFixed(3)]);
  printTable(["writing", "seconds", "MB more"], rows);
  console.log(`bytes per image of an unchanged run: ${(median(grown) / images).toFixed(0)}`);
  const answers: string[][] = [];
  for (const query of ["CVE-2024-0", "CVE-2024-77", "only-3", "library-1", "library-1<2", "nowhere"]) {
    const { ms, found } = await measure(path, query);
    answers.push([`find ${query}`, ms.toFixed(0), String(found)]);
  }
  const listing = await timed(() => readHistory(path, (db) => listRuns(db, { limit: 20, isFinished: false })));
  answers.push(["history", listing.toFixed(0), String(Math.min(20, runs + 1))]);
  printTable(["question", "ms", "answers"], answers);
}

/** What a history costs an unchanged run, of which all results are kept. */
async function measureRuns(folder: string, runCase: RunCase): Promise<void> {
  const count = Math.min(images, MAX_RUN_IMAGES);
  const run = (mode: "none" | "history", rounds: number) =>
    runCase("history_run", [folder, count, findings, mode], rounds);
  await run("history", 1);
  // In turn, as the machine may get slower: so that both do.
  const rounds: { none: Cost; history: Cost }[] = [];
  for (let round = 0; round < RUN_ROUNDS; round += 1)
    rounds.push({ none: await run("none", 1), history: await run("history", 1) });
  const without = takeMedian(rounds.map(({ none }) => none));
  const remembered = takeMedian(rounds.map(({ history }) => history));
  const toRow = (name: string, { seconds, cpuSeconds, peakMb }: typeof without) => {
    return [name, seconds.toFixed(2), cpuSeconds.toFixed(2), peakMb.toFixed(0)];
  };
  printTable(
    [`unchanged run of ${count} images`, "seconds", "CPU", "peak MB"],
    [toRow("without a history", without), toRow("with one", remembered)],
  );
  const more = (remembered.cpuSeconds / without.cpuSeconds - 1) * 100;
  const longer = (remembered.seconds / without.seconds - 1) * 100;
  console.log(`a history costs ${longer.toFixed(1)} % of its time, ${more.toFixed(1)} % of its CPU time`);
}

/** Writes a run over all images as the sink does; its data is made before the clock starts. */
async function writeRun(path: string, run: number) {
  const startedAt = new Date(Date.UTC(2026, 0, 1 + run));
  const { db, close } = await openHistory(path, { isWritten: true });
  const id = await beginRun(db, { uid: `run-${run}`, label: "remote", startedAt });
  const recorder = createRecorder(id);
  let seconds = 0;
  for (let from = 0; from < images; from += BATCH) {
    const outcomes = list.slice(from, from + BATCH).map(makeOutcome);
    const begun = performance.now();
    await inTransaction(db, (writing) => recorder.record(writing, outcomes));
    seconds += (performance.now() - begun) / 1000;
  }
  await endRun(db, id, "finished", startedAt);
  await close();
  return { seconds, bytes: (await stat(path)).size };
}

function makeOutcome({ image, line }: (typeof list)[number]) {
  const target = fakeTarget({ image, minSeverity: "UNKNOWN" });
  return fakeOutcome({ target, data: { findings: findIn(line, findings), scans: [fakeScan()] } });
}

async function measure(path: string, text: string) {
  let found = 0;
  const ms = await timed(async () => {
    await readHistory(path, async (db) => {
      const { places } = await findPlaces(db, parseQuery(text), await findMoment(db, path, undefined));
      found = places.length;
    });
  });
  return { ms, found };
}

/** Milliseconds with the opening of the file, the median of some rounds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return median(times);
}
