import type { OwnCommand } from "../core/cli/composition.ts";

/** The command for the data about exploits. */
export const intelCommand: OwnCommand = {
  name: "intel",
  description: "print the data about exploits, EPSS and CISA KEV, and their age; or download them",
  arguments: [{ name: "[action]", description: "update: download what is not a file of the config" }],
  flags: [
    { flag: "--epss <url>", description: "download the EPSS scores from here (default: the config's, or FIRST's)" },
    { flag: "--kev <url>", description: "download the KEV catalogue from here (default: the config's, or CISA's)" },
    { flag: "--json", description: "print JSON" },
  ],
  notes: [
    "Exit codes: 0 done, 2 usage, 3 something could not be downloaded, or is not fit: what was there before stays.",
    "EPSS is FIRST's: see https://www.first.org/epss",
  ],
  async load() {
    return (await import("./commands/intel/intel.ts")).intelCommand;
  },
};
