import { z } from "zod";
import { connectionOptions } from "../../lib/clients/dtr/connection_options.ts";
import { parseDuration } from "../../lib/options/duration.ts";

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s, 10m or 1h30m");

/** The options of the processor `dtr_rescan`. */
export const dtrRescanOptions = z.strictObject({
  ...connectionOptions,
  days: z
    .int()
    .min(0)
    .optional()
    .describe("Scan whatever was checked more whole days ago than this; without it, no age is too old"),
  action: z
    .enum(["request", "plan", "select"])
    .default("request")
    .describe(
      "`request` starts DTR's scans, `plan` only says which, `select` leaves them to the next processor, which gets no other tags",
    ),
  busyStatuses: z
    .array(z.int().min(0))
    .default([5])
    .describe("The values of `last_scan_status` that mean: a scan is pending"),
  wait: z.boolean().default(false).describe("Wait until a scan that was requested is complete, and report its result"),
  waitTimeout: duration.default("1h").describe("How long to wait for one scan"),
  pollInterval: duration.default("15s").describe("How often to ask meanwhile"),
});

/** What the processor `dtr_rescan` takes. */
export type DtrRescanInput = z.input<typeof dtrRescanOptions>;

/** The options with their defaults filled in. */
export type DtrRescanOptions = z.output<typeof dtrRescanOptions>;
