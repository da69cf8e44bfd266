import type { OwnCommand } from "../core/cli/composition.ts";

/** The command that matches known images with the newest database. */
export const rematchCommand: OwnCommand = {
  name: "rematch",
  description: "print what the newest database changes for images of earlier runs, without asking a registry",
  arguments: [{ name: "[pipeline...]", description: "pipelines whose images are meant (default: all)" }],
  flags: [
    { flag: "--fail-on <severity>", description: "exit with 1 if something new is this severe, or worse" },
    { flag: "--dry-run", description: "print how many images are known, and download nothing" },
    { flag: "--json", description: "print JSON", conflicts: ["markdown"] },
    { flag: "--markdown", description: "print Markdown, for an issue or a chat" },
  ],
  notes: [
    "It knows the images that were scanned with Trivy's server, for vulnerabilities and secrets, with the options of the config.",
    "Exit codes: 0 compared, 1 --fail-on, 2 usage or no image is known, 3 it broke, 4 some images have to be scanned.",
  ],
  async load() {
    return (await import("./commands/rematch/rematch.ts")).rematchCommand;
  },
};
