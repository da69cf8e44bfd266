import { defineErrors } from "../../../core/mod.ts";

/** The errors of what writes and reads reports. */
export const reportError = defineErrors({
  OUTPUT_UNWRITABLE: {
    message: ({ folder, reason }: { folder: string; reason: string }) =>
      `Cannot write the report into "${folder}": ${reason}`,
    hint: "Check the folder's permissions and the free space, or choose another folder with --output-dir",
    usage: true,
  },
  REPORT_FORMAT: {
    message: ({ names }: { names: string }) => `Cannot write the format ${names}`,
    hint: "Name one that hullscan knows: scan list report shows them",
    usage: true,
  },
  REPORT_UNREADABLE: {
    message: ({ path, reason }: { path: string; reason: string }) => `Cannot read the report "${path}": ${reason}`,
    hint: "Name a report that hullscan wrote: the JSON report, or NDJSON of --report ndjson",
    usage: true,
  },
});
