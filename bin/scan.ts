import { createRequire } from "node:module";
import { main } from "../core/cli/main.ts";
import { dtrCommand } from "./dtr_command.ts";
import { historyCommands } from "./history_commands.ts";
import { historyFlags } from "./history_flags.ts";
import { intelCommand } from "./intel_command.ts";
import { rematchCommand } from "./rematch_command.ts";

/** The composition root: hands the core's command line the built-in config, the plugins and the demo. */
export async function run(args: readonly string[]): Promise<number> {
  const manifest: { readonly version: string } = createRequire(import.meta.url)("hullscan/package.json");
  return main(args, {
    version: manifest.version,
    async loadBuiltIn() {
      const { defaultConfig } = await import("../configs/default.ts");
      const { catalog } = await import("../plugins/catalog.ts");
      const { starters } = await import("../configs/starters/starters.ts");
      return { defaultConfig, catalog, starters };
    },
    async loadCiObservers({ GITHUB_ACTIONS, GITHUB_STEP_SUMMARY }) {
      if (GITHUB_ACTIONS !== "true" || !GITHUB_STEP_SUMMARY) return [];
      const { jobSummary } = await import("../plugins/observers/job_summary/mod.ts");
      return [jobSummary()];
    },
    async loadConvert() {
      return (await import("../plugins/sinks/report/convert.ts")).convertReport;
    },
    async loadReports() {
      const { findNewestReport: findNewest } = await import("../plugins/lib/history/mod.ts");
      const { openEarlier: open } = await import("../plugins/sinks/report/open_earlier.ts");
      return { findNewest, open };
    },
    modes: { both: ["remote", "local"] },
    onlyName: "remote",
    imageSource: "image_list",
    reportSink: "report",
    jobsFlags: ["remote", "local", "dtr"],
    pluginFlags: [
      {
        flag: "--trivy-timeout <duration>",
        plugin: "trivy",
        option: "timeout",
        description: "time limit for one scan: 30s, 10m, 1h30m (default: 10m)",
      },
      {
        flag: "--no-cache",
        plugin: "trivy",
        option: "cache",
        description: "scan every image again, even if nothing has changed",
      },
      {
        flag: "--ignore-unfixed",
        plugin: "trivy",
        option: "ignoreUnfixed",
        description: "leave out vulnerabilities that no version fixes yet",
      },
      ...historyFlags,
    ],
    pipelineCommands: [dtrCommand],
    ownCommands: [...historyCommands, intelCommand, rematchCommand],
    async openDemo(options) {
      const { openDemo } = await import("../demo/demo.ts");
      return openDemo(options);
    },
  });
}
