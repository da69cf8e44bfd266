import { z } from "zod";

/** The options of the source of a list file, which is called `file` where the user names none; to be spread into its own. */
export function listOptions(file: string) {
  return {
    file: z.string().min(1).default(file).describe("The list file; a relative path starts at the config's folder"),
    name: z.string().min(1).optional().describe("What messages call the list; default: its file"),
    severityLevel: z
      .literal([1, 2, 3, 4, 5])
      .default(4)
      .describe("The level if the list sets none: 1 UNKNOWN and up ... 5 CRITICAL only"),
  };
}
