import { defineErrors } from "../../../core/mod.ts";

/** The errors of the `files` sink. */
export const filesError = defineErrors({
  FILES_INDEX: {
    message: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot continue the index "${path}" of an earlier run: ${reason}`,
    hint: "Choose another folder for the sink `files`, or move that file away",
    usage: true,
  },
});
