import { defineErrors } from "../../../core/mod.ts";

/** The errors of files that accept findings. */
export const ignoreFileError = defineErrors({
  TRIVY_OPTION_FILE: {
    message: (d: { option: string; file: string; reason: string }) =>
      `The option ${d.option} names "${d.file}", which cannot be read: ${d.reason}`,
    hint: "Correct the path; relative paths start at the config's folder, or without a config at the current one",
    usage: true,
  },
  TRIVY_IGNORE_FILE: {
    message: (d: { file: string; reason: string }) =>
      `The option ignoreFile names "${d.file}", which has mistakes: ${d.reason}`,
    hint: "Correct these lines: as they are, they would accept nothing, or for ever (https://trivy.dev/docs/latest/configuration/filtering/)",
    usage: true,
  },
});
