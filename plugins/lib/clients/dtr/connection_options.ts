import { z } from "zod";
import { parseDuration } from "../../options/duration.ts";

/** The options that say how a plugin reaches a DTR, to be spread into its own. There is none for the token. */
export const connectionOptions = {
  url: z.string().min(1).optional().describe("The address of DTR: https://dtr.example.com. Default: DTR_URL"),
  user: z.string().min(1).optional().describe("The user. Default: DTR_USER. The access token is always DTR_TOKEN"),
  authorization: z
    .enum(["basic", "bearer"])
    .default("basic")
    .describe("How to log in: `basic`, or `bearer` with a fetched token"),
  ca: z
    .string()
    .min(1)
    .optional()
    .describe("A PEM file with the CA of DTR's certificate; a relative path starts at the config's folder"),
  insecure: z.boolean().default(false).describe("Do not check DTR's certificate, and allow plain http"),
  maxRequests: z.int().min(1).max(64).default(8).describe("Parallel requests to DTR"),
  requestTimeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s, 10m or 1h30m")
    .default("2m")
    .describe("Time limit for one request, with retries"),
} as const;

/** The options with their defaults filled in. */
export type ConnectionOptions = z.output<z.ZodObject<typeof connectionOptions>>;
