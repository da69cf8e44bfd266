import { z } from "zod";
import { ignoreFileOptions } from "../../lib/ignore_files/options.ts";

/** The options of the processor `accept_files`. */
export const acceptFilesOptions = z
  .strictObject(ignoreFileOptions)
  .refine(({ ignoreFile, vex }) => ignoreFile !== undefined || vex !== undefined, "needs ignoreFile, vex, or both");

/** Options of `acceptFiles()`. */
export type AcceptFilesOptions = z.input<typeof acceptFilesOptions>;
