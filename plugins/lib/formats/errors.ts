import { defineErrors } from "../../../core/mod.ts";

/** The errors of the sinks that write reports. */
export const reportError = defineErrors({
  OUTPUT_UNWRITABLE: {
    message: ({ folder, reason }: { folder: string; reason: string }) =>
      `Cannot write the report into "${folder}": ${reason}`,
    hint: "Check the folder's permissions and the free space, or choose another folder with --output-dir",
    usage: true,
  },
});
