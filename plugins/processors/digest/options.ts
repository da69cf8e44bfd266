import { z } from "zod";
import { parseDuration } from "../../lib/options/duration.ts";
import { imageSourcesSchema } from "../../lib/options/image_sources.ts";

/** The options of the processor `digest`. */
export const digestOptions = z.strictObject({
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s or 1m")
    .default("30s")
    .describe("How long a look-up may take, with all its requests and their repetitions"),
  imageSources: imageSourcesSchema.describe(
    "Where the scanner takes images from, in order, as its own option of that name says. With `docker` before `remote`, Docker is asked first",
  ),
  insecure: z
    .boolean()
    .default(false)
    .describe("Accept any certificate, and plain HTTP; TRIVY_INSECURE in the environment says so, too"),
});

/** What the processor `digest` takes. */
export type DigestInput = z.input<typeof digestOptions>;

/** The options with their defaults filled in. */
export type DigestOptions = z.output<typeof digestOptions>;
