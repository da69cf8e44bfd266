import type { Arrow } from "./arrows.ts";

/**
 * The layers of folders, from the bottom: a folder may import those in the lines before its own. Folders of one line
 * stand beside each other and know nothing of one another. A folder that is new where there are layers gets a place here.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "": ["core", "plugins", "configs", "demo", "bin"],
  core: [
    "model",
    "errors",
    "services",
    "events",
    "accept intel",
    "owners",
    "plugin",
    "highlights",
    "config",
    "journal",
    "run",
    "cli testing",
  ],
  "bin/commands": ["lib", "find diff history intel plan trend sql", "rematch ui"],
  "bin/commands/ui": ["server", "api"],
  "core/services": ["processes", "files", "http exec secrets"],
  "core/cli/terminal": ["text", "live", "end"],
  "core/cli": ["terminal completion scaffold", "accept gate explain", "ci", "commands"],
  plugins: ["lib", "sources processors sinks observers engines"],
  "plugins/lib": ["options", "clients", "formats list_file scanning", "history vex", "ignore_files"],
  "plugins/processors/trivy": ["program", "databases", "report", "replay", "isolation", "scan"],
};

/** Says which arrows between folders do not go down. */
export function findUpward(arrows: readonly Arrow[], layers = LAYERS): readonly string[] {
  return arrows.flatMap(({ folder, from, to, file, imported }) => {
    const lines = layers[folder];
    if (lines === undefined || isFile(from) || isFile(to)) return [];
    const place = (name: string) => lines.findIndex((line) => line.split(" ").includes(name));
    const [own, other] = [place(from), place(to)];
    if (own === -1 || other === -1)
      return [`test/checks/layers.ts does not place ${own === -1 ? from : to} in ${folder}`];
    return other < own ? [] : [`${file} imports ${imported}: ${from} is not above ${to}`];
  });
}

function isFile(entry: string): boolean {
  return entry.includes(".");
}
