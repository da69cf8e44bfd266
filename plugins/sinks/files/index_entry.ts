import { z } from "zod";
import { caveatsOf, countSeverities } from "../../../core/kit.ts";
import { type Outcome, SEVERITIES } from "../../../core/mod.ts";
import { buildLastScanName, FILE_NAME } from "./file_name.ts";

/** One line of the index: what became of a target, and where that is written. Without times, so that it stays as it is. */
const indexEntry = z.looseObject({
  image: z.string().optional(),
  dockerfile: z.string().optional(),
  platform: z.string().optional(),
  pipeline: z.string(),
  /** Checked: these files may be removed. */
  file: z.string().regex(FILE_NAME),
  status: z.enum(["done", "failed", "skipped"]),
  /** The code of a failure. */
  code: z.string().optional(),
  /** How many findings there are; absent where no scanner has looked. */
  severities: z.partialRecord(z.enum(SEVERITIES), z.number()).optional(),
  /** The codes of the caveats, where there are any. */
  caveats: z.array(z.string()).optional(),
  /** The file with the last scan of a target that could not be scanned this time. */
  last_scan: z.string().optional(),
  /** Set where the target was not among those of the last run of its pipeline. */
  stale: z.literal(true).optional(),
});

/** What an index holds. */
export const indexSchema = z.object({ hullscan_index: z.literal(1), files: z.array(indexEntry) });

/** One line of the index. */
export type IndexEntry = z.output<typeof indexEntry>;

/** Makes the index's line of one outcome. */
export function buildIndexEntry(
  outcome: Outcome,
  { file, hasLastScan }: { readonly file: string; readonly hasLastScan: boolean },
): IndexEntry {
  const { target, pipeline, status, data } = outcome;
  const { dockerfile, image = target.id, platform } = target;
  const caveats = caveatsOf(data);
  return {
    ...(dockerfile === undefined ? { image } : { dockerfile }),
    ...(platform !== undefined && { platform }),
    pipeline,
    file,
    status,
    ...(status === "failed" && { code: outcome.error.code }),
    ...(status === "done" && data.findings !== undefined && { severities: countSeverities(data.findings) }),
    ...(status === "done" && caveats.length > 0 && { caveats: caveats.map(({ code }) => code) }),
    ...(hasLastScan && { last_scan: buildLastScanName(file) }),
  };
}
