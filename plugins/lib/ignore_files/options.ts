import { z } from "zod";

/** Options that name files with findings to accept. */
export const ignoreFileOptions = {
  ignoreFile: z
    .string()
    .min(1)
    .optional()
    .describe("A file with ids of findings to accept, like .trivyignore or .trivyignore.yaml"),
  vex: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe(
      "VEX documents (OpenVEX, CycloneDX, CSAF) whose vulnerabilities are accepted as `not_affected` or `fixed`",
    ),
};

/** Which files there are. */
export interface IgnoreFileOptions {
  readonly ignoreFile?: string | undefined;
  readonly vex?: string | readonly string[] | undefined;
}
