import { defineErrors } from "../../../core/mod.ts";

/** The errors of single lines of a list of Dockerfiles. */
export const dockerfileError = defineErrors({
  DOCKERFILE_NOT_FOUND: {
    message: ({ path, at }: { path: string; at: string; cwd: string }) => `${at}: there is no Dockerfile "${path}"`,
    hint: ({ cwd }: { path: string; at: string; cwd: string }) =>
      `Correct the path in the list; a relative one starts at "${cwd}"`,
  },
  DOCKERFILE_UNREADABLE: {
    message: ({ path, at, reason }: { path: string; at: string; reason: string }) =>
      `${at}: cannot use the Dockerfile "${path}": ${reason}`,
    hint: "Name a regular file that you may read, such as app/Dockerfile",
  },
});
