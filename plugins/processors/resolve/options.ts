import { z } from "zod";
import { parseDuration } from "../_duration/mod.ts";

/** The options of the processor `resolve`. */
export const resolveOptions = z.strictObject({
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s or 1m")
    .default("30s")
    .describe("How long a registry may take to answer, repetitions included"),
  docker: z
    .boolean()
    .default(true)
    .describe("Ask Docker, where there is one, for images that no registry tells the digest of"),
  insecure: z
    .boolean()
    .default(false)
    .describe("Accept any certificate, and plain HTTP; TRIVY_INSECURE in the environment says so, too"),
});

/** What the processor `resolve` takes. */
export type ResolveInput = z.input<typeof resolveOptions>;

/** The options with their defaults filled in. */
export type ResolveOptions = z.output<typeof resolveOptions>;
