import { z } from "zod";
import { expects, jsonSchemas } from "./schema_parts.ts";

const DAYS = expects("a whole number of days, 1 or more");
const days = z.int(DAYS).min(1, DAYS).max(3650, DAYS);
const PLACE = expects("the path of a file, or an address");
const place = z.string(PLACE).min(1, PLACE);

/** Where the data about exploits are. */
export const intelOptions = z.strictObject({
  epss: place.optional().register(jsonSchemas, {
    description:
      "The scores of EPSS: a file of your own (.csv, .csv.gz), or a mirror that scan intel update downloads from",
  }),
  kev: place.optional().register(jsonSchemas, {
    description: "CISA's catalogue of known exploited vulnerabilities: a file of your own (.json), or a mirror",
  }),
  folder: z.string(expects("a folder")).min(1, expects("a folder")).optional().register(jsonSchemas, {
    description: "The folder for what is downloaded; a relative path starts at the folder for reports",
    default: ".hullscan/intel",
  }),
  epssMaxDays: days
    .optional()
    .register(jsonSchemas, { description: "After how many days scores are stale", default: 3 }),
  kevMaxDays: days.optional().register(jsonSchemas, {
    description: "After how many days without an update the catalogue is stale",
    default: 14,
  }),
});

/** The key `intel` of a config. */
export const intelSchema = z.union([intelOptions, z.literal(false)]).register(jsonSchemas, {});
