import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { isRecord } from "../../../../../core/kit.ts";
import type { ImageFacts, Target } from "../../../../../core/mod.ts";
import type { TrivyReport } from "../../report/schema.ts";

/** What is kept of an image, to match it again with another database. */
export interface Recorded {
  /** What was to be scanned, as it was known before. */
  readonly asked: { readonly target: Target; readonly image?: ImageFacts };
  /** What the server was asked, as a `trivy.scanner.v1.ScanRequest`. */
  readonly request: Buffer;
  /** What of the answer does not depend on the database: see `computeCanary`. */
  readonly canary: string;
  /** Where the server has what was found in the image's config. */
  readonly artifactId: string;
  /** Where it has what was found in each layer. */
  readonly blobIds: readonly string[];
  /** What the client's report says besides its results. What it says of the system holds for that day's database. */
  readonly metadata: TrivyReport["Metadata"];
  /** The same, as a result has it. */
  readonly image: ImageFacts;
}

/** Raise it with every change of what is kept, or of what is made of it. */
export const RECORDED_FORMAT = 1;

const schema = z.object({
  format: z.literal(RECORDED_FORMAT),
  asked: z.custom<Recorded["asked"]>((value) => isRecord(value) && isRecord(value.target)),
  request: z.base64().transform((text) => Buffer.from(text, "base64")),
  canary: z.string().min(1),
  artifactId: z.string().min(1),
  blobIds: z.array(z.string().min(1)).min(1),
  metadata: z.custom<TrivyReport["Metadata"]>((value) => value === undefined || value === null || isRecord(value)),
  image: z.custom<ImageFacts>((value) => isRecord(value) && typeof value.reference === "string"),
});

/** The most that a record takes, unpacked; most of it is the request and the labels of the image. */
const MAX_BYTES = 4 * 1_048_576;

/** Makes the bytes of a record, for a file. */
export function packRecorded(recorded: Recorded): Buffer {
  const request = recorded.request.toString("base64");
  return gzipSync(JSON.stringify({ ...recorded, format: RECORDED_FORMAT, request }));
}

/**
 * Makes a record of its bytes again.
 *
 * @throws {Error} Where they are none
 */
export function unpackRecorded(bytes: Buffer): Recorded {
  return schema.parse(JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_BYTES }).toString()));
}
