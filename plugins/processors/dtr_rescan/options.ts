import { z } from "zod";
import { connectionOptions } from "../../lib/clients/dtr/connection_options.ts";
import { parseDuration } from "../../lib/options/duration.ts";

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s, 10m or 1h30m");

/** The options of the processor `dtr_rescan`. */
export const dtrRescanOptions = z.strictObject({
  ...connectionOptions,
  days: z.int().min(0).optional().describe("Also scan tags last checked more whole days ago than this. Default: off"),
  action: z
    .enum(["request", "plan", "select"])
    .default("request")
    .describe(
      "`request` starts DTR's scans, `plan` only prints decisions, `select` passes these tags to the next processor",
    ),
  busyStatuses: z.array(z.int().min(0)).default([5]).describe("Values of `last_scan_status` that mean a pending scan"),
  wait: z.boolean().default(false).describe("Wait for the requested scans and report their results"),
  waitTimeout: duration.default("1h").describe("Time limit for one scan"),
  pollInterval: duration.default("15s").describe("How often to check"),
});

/** Options of `dtrRescan()`. */
export type DtrRescanInput = z.input<typeof dtrRescanOptions>;

/** The options with their defaults filled in. */
export type DtrRescanOptions = z.output<typeof dtrRescanOptions>;
