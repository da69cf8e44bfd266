import { z } from "zod";
import { listOptions } from "../../lib/list_file/options.ts";

/** The options of the `image_list` source. */
export const imageListOptions = z.strictObject({
  ...listOptions("input_images.txt"),
  platforms: z
    .literal("all")
    .optional()
    .describe('"all": a target for each platform of an image. Default: the platform that Trivy chooses'),
});

/** Options of `imageList()`. */
export type ImageListOptions = z.input<typeof imageListOptions>;
