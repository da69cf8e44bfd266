import { z } from "zod";
import { parseDuration } from "../../lib/options/duration.ts";
import { imageSourcesSchema } from "../../lib/options/image_sources.ts";

/** The options of the processor `digest`. */
export const digestOptions = z.strictObject({
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s or 1m")
    .default("30s")
    .describe("Time limit for one look-up, with all requests and retries"),
  imageSources: imageSourcesSchema.describe(
    "The scanner's sources of images, in order; set it to the same. `docker` before `remote` queries Docker first",
  ),
  insecure: z.boolean().default(false).describe("Accept any certificate, and plain HTTP; TRIVY_INSECURE does the same"),
});

/** Options of `digest()`. */
export type DigestInput = z.input<typeof digestOptions>;

/** The options with their defaults filled in. */
export type DigestOptions = z.output<typeof digestOptions>;
