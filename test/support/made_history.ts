/** A history that tests ask: runs of whole days, with what each found. */
import { join } from "node:path";
import type { Finding, Outcome, Target } from "#core/mod.ts";
import { fakeOutcome, fakeScan, fakeTarget } from "#core/testing/mod.ts";
import type { HistoryPlace } from "#plugins/lib/history/place/mod.ts";
import { beginRun, createRecorder, endRun, inTransaction, openHistory } from "#plugins/lib/history/store/mod.ts";
import { type CliResult, runCli } from "./cli.ts";
import { inTempFolder } from "./temp_folder.ts";

/** A secret in an image. */
export const KEY: Finding = {
  kind: "secret",
  id: "aws-access-key-id",
  severity: "HIGH",
  location: { path: "root/.aws/config" },
  category: "AWS",
  match: "key = ****",
};

/** What one run found, by image; an error's code where it could not be scanned. */
export interface MadeRun {
  /** `2026-10-01`. */
  readonly day: string;
  readonly images: Readonly<Record<string, readonly Finding[] | string>>;
  readonly target?: Partial<Target>;
  /** @default {"test"} */
  readonly pipeline?: string;
  readonly state?: "finished" | "interrupted";
  readonly caveats?: readonly string[];
  /** The layers of images, by image. */
  readonly layers?: Readonly<Record<string, readonly string[]>>;
}

/** Starts `scan` in a folder with a history. */
export async function askHistory(args: readonly string[], runs: readonly MadeRun[]): Promise<CliResult> {
  return await inTempFolder(async (cwd) => {
    await makeHistory(join(cwd, ".hullscan/history.db"), runs);
    return await runCli(args, { cwd });
  });
}

/** Makes a history. */
export async function makeHistory(place: HistoryPlace, runs: readonly MadeRun[]): Promise<void> {
  const { db, close } = await openHistory(place, { isWritten: true });
  try {
    for (const { day, images, state = "finished", ...rest } of runs) {
      const startedAt = new Date(`${day}T10:00:00Z`);
      const id = await beginRun(db, { uid: `run-${day}`, label: "remote", startedAt });
      const outcomes = Object.entries(images).map(([image, found]) => toOutcome(image, found, rest));
      await inTransaction(db, (writing) => createRecorder(id).record(writing, outcomes));
      await endRun(db, id, state, new Date(startedAt.getTime() + 60_000));
    }
  } finally {
    await close();
  }
}

function toOutcome(
  image: string,
  found: readonly Finding[] | string,
  { target, pipeline, caveats = [], layers }: Omit<MadeRun, "day" | "images" | "state">,
): Outcome {
  const of = fakeTarget({ id: `image:${image}`, image, minSeverity: "UNKNOWN", ...target });
  const common = { target: of, ...(pipeline !== undefined && { pipeline }) };
  if (typeof found === "string") return fakeOutcome({ ...common, error: { code: found } });
  const scans = [fakeScan({ caveats: caveats.map((code) => ({ code, message: "perhaps not all" })) })];
  const known = layers?.[image];
  const facts = known && { image: { reference: image, source: "registry", layers: known } };
  return fakeOutcome({ ...common, data: { findings: found, scans, ...facts } });
}
