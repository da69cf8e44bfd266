import { z } from "zod";

/** The options of the `dockerfile_list` source. */
export const dockerfileListOptions = z.strictObject({
  file: z
    .string()
    .min(1)
    .default("input_images_files.txt")
    .describe("The list file; a relative path starts at the config's folder"),
  severityLevel: z
    .literal([1, 2, 3, 4, 5])
    .default(4)
    .describe("The level that holds where the list sets none: 1 UNKNOWN and up ... 5 CRITICAL only"),
});

/** What a user may give to `dockerfileList()`. */
export type DockerfileListOptions = z.input<typeof dockerfileListOptions>;
