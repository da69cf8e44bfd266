import { z } from "zod";

/** The options of the `image_list` source. */
export const imageListOptions = z.strictObject({
  file: z
    .string()
    .min(1)
    .default("input_images.txt")
    .describe("The list file; a relative path starts at the config's folder"),
  severityLevel: z
    .literal([1, 2, 3, 4, 5])
    .default(4)
    .describe("The level that holds where the list sets none: 1 UNKNOWN and up ... 5 CRITICAL only"),
  platforms: z
    .literal("all")
    .optional()
    .describe('"all": a target for each platform that an image is there for; else the one that Trivy chooses'),
});

/** What a user may give to `imageList()`. */
export type ImageListOptions = z.input<typeof imageListOptions>;
