import type { Target } from "#core/mod.ts";

/** The target of a Dockerfile, as `dockerfile_list` emits it. */
export function dockerfileTarget(dockerfile: string): Target {
  return {
    id: `dockerfile:${dockerfile}`,
    kind: "dockerfile",
    dockerfile,
    minSeverity: "HIGH",
    origin: { from: "input_images_files.txt", line: 1 },
  };
}
