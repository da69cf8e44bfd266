/**
 * Measures the history: how fast questions are answered over many images, what an unchanged run adds to the file, and what
 * writing costs.
 *
 * `npm run bench:history [IMAGES [FINDINGS [RUNS]]]`; the last two are findings of each image, and unchanged runs. 10,000
 * images of 300 findings need some minutes, and 2 GB in the folder for temporary files.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fakeOutcome, fakeScan, fakeTarget } from "#core/testing/mod.ts";
import { findMoment, findPlaces, listRuns, parseQuery, readHistory } from "#plugins/lib/history/questions/mod.ts";
import { beginRun, createRecorder, endRun, inTransaction, openHistory } from "#plugins/lib/history/store/mod.ts";
import { makeVulnerability } from "#support/outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";
import { printTable } from "./print_table.ts";

const [images = 2_000, findings = 100, runs = 5] = process.argv.slice(2, 5).map(Number);
const ROUNDS = 5;
/** As in `plugins/sinks/history`. */
const BATCH = 100;

console.log(describeMachine());
console.log(`${images} images with ${findings} findings each, ${runs} unchanged runs:`);
await inTempFolder(async (folder) => {
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
});

/** Writes a run over all images as the sink does; its data is made before the clock starts. */
async function writeRun(path: string, run: number) {
  const startedAt = new Date(Date.UTC(2026, 0, 1 + run));
  const { db, close } = await openHistory(path, { isWritten: true });
  const id = await beginRun(db, { uid: `run-${run}`, label: "remote", startedAt });
  const recorder = createRecorder(id);
  let seconds = 0;
  for (let from = 0; from < images; from += BATCH) {
    const outcomes = Array.from({ length: Math.min(BATCH, images - from) }, (_, index) => makeOutcome(from + index));
    const begun = performance.now();
    await inTransaction(db, (writing) => recorder.record(writing, outcomes));
    seconds += (performance.now() - begun) / 1000;
  }
  await endRun(db, id, "finished", startedAt);
  await close();
  return { seconds, bytes: (await stat(path)).size };
}

/** Images share most of their findings, and none has the same set as another: each has one that no other has. */
function makeOutcome(image: number) {
  const target = fakeTarget({
    image: `registry.example.com/team-${image % 50}/app-${image}:1.0`,
    minSeverity: "UNKNOWN",
  });
  const shared = Array.from({ length: findings - 1 }, (_, index) => makeFinding(((image * 7) % 20) * 50 + index));
  const own = makeVulnerability({ id: `only-${image}` });
  return fakeOutcome({ target, data: { findings: [makeFinding(0), ...shared.slice(1), own], scans: [fakeScan()] } });
}

function makeFinding(index: number) {
  const name = `library-${index % 400}`;
  return makeVulnerability({
    id: `CVE-2024-${index}`,
    package: { name, version: "1.2.3-4", class: "os", type: "debian", purl: `pkg:deb/debian/${name}@1.2.3-4` },
    title: `A flaw in ${name} lets an attacker read what is not theirs`,
    primaryUrl: `https://avd.example.com/nvd/cve-2024-${index}`,
  });
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
