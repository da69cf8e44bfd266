import { z } from "zod";
import { listOptions } from "../../lib/list_file/options.ts";

/** The options of the `dockerfile_list` source. */
export const dockerfileListOptions = z.strictObject(listOptions("input_images_files.txt"));

/** Options of `dockerfileList()`. */
export type DockerfileListOptions = z.input<typeof dockerfileListOptions>;
