import type { PipelineCommand } from "../core/cli/composition.ts";

const SOURCE = "dtr_namespaces";
const RESCAN = "dtr_rescan";

/** `scan dtr`: the flags of the pipeline that has a Docker Trusted Registry scan what needs it. */
export const dtrCommand: PipelineCommand = {
  name: "dtr",
  description: "review the tags of a Docker Trusted Registry (DTR, MSR 2 and 3), and have it scan those that need it",
  flags: [
    { flag: "--user <name>", description: "who logs in (better: DTR_USER)", env: "DTR_USER", sets: onBoth("user") },
    { flag: "--token <token>", description: "the user's access token (better: DTR_TOKEN)", env: "DTR_TOKEN" },
    {
      flag: "--url <url>",
      description: "the address of DTR: https://dtr.example.com (or DTR_URL)",
      sets: onBoth("url"),
    },
    {
      flag: "--file <file>",
      description: "the file that names the namespaces (default: namespaces.yaml)",
      sets: [{ plugin: SOURCE, option: "file" }],
    },
    {
      flag: "--days <n>",
      description: "scan whatever was checked more whole days ago than this (default: no limit)",
      type: "number",
      sets: [{ plugin: RESCAN, option: "days" }],
    },
    {
      flag: "--dry-run",
      description: "say what would be requested, and request nothing",
      value: "plan",
      sets: [{ plugin: RESCAN, option: "action" }],
    },
    {
      flag: "--wait",
      description: "wait until each scan that was requested is complete",
      sets: [{ plugin: RESCAN, option: "wait" }],
    },
    {
      flag: "--busy-statuses <list>",
      description: "values of last_scan_status that mean: a scan is pending (default: 5; see the readme for 2,3,4,5)",
      type: "numbers",
      sets: [{ plugin: RESCAN, option: "busyStatuses" }],
    },
    ...["include", "exclude"].flatMap((what) =>
      ["repositories", "tags"].map((of) => ({
        flag: `--${what}-${of} <glob...>`,
        description: `${what === "include" ? "only" : "no"} ${of} that one of these matches`,
        sets: [{ plugin: SOURCE, option: `${what}${of[0]?.toUpperCase()}${of.slice(1)}` }],
      })),
    ),
    { flag: "--ca <file>", description: "a PEM file with the CA of DTR's certificate", sets: onBoth("ca") },
    { flag: "--insecure", description: "do not check DTR's certificate", sets: onBoth("insecure") },
  ],
  notes: [
    "User and token are required. Set DTR_USER and DTR_TOKEN rather than give --user and --token: the arguments of a",
    "program can be read by every user of the machine (ps), and stay in the history of the shell.",
    "",
    "  DTR_USER=ann DTR_TOKEN=... scan dtr --url https://dtr.example.com --days 15",
  ],
};

function onBoth(option: string) {
  return [SOURCE, RESCAN].map((plugin) => ({ plugin, option }));
}
