import { defineErrors } from "../../../../core/mod.ts";
import { toPrintable } from "./printable.ts";

/** What is known of a text that is no image reference. */
export interface BadReference {
  /** The whole text; what of it cannot be printed is escaped in the message. */
  readonly text: string;
  /** What is wrong with it, as a sentence that follows a colon. */
  readonly reason: string;
  /** Where it stands: `input_images.txt line 3`. */
  readonly at?: string | undefined;
}

/** The errors of the OCI client. */
export const ociError = defineErrors({
  BAD_REFERENCE: {
    message: ({ text, reason, at }: BadReference) =>
      `${at === undefined ? "" : `${at}: `}"${toPrintable(text)}" is not an image reference: ${reason}`,
    hint: 'A reference looks like "nginx:1.27", "registry.example.com:5000/team/app:2.0" or "alpine@sha256:<64 hex digits>"',
  },
});
