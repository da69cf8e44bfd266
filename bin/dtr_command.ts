import type { CommandFlag, PipelineCommand } from "../core/cli/composition.ts";
import { historyFlags } from "./history_flags.ts";

const SOURCE = "dtr_namespaces";
const RESCAN = "dtr_rescan";

/** `scan dtr`: the flags of the pipeline that has a Docker Trusted Registry scan what needs it. */
export const dtrCommand: PipelineCommand = {
  name: "dtr",
  description: "have a Docker Trusted Registry (DTR, MSR 2 and 3) scan the tags that need it",
  flags: [
    { flag: "--user <name>", description: "user of DTR (better: DTR_USER)", env: "DTR_USER", sets: onBoth("user") },
    { flag: "--token <token>", description: "access token of the user (better: DTR_TOKEN)", env: "DTR_TOKEN" },
    {
      flag: "--url <url>",
      description: "address of DTR: https://dtr.example.com (or DTR_URL)",
      sets: onBoth("url"),
    },
    {
      flag: "--file <file>",
      description: "list of namespaces (default: namespaces.yaml)",
      sets: [{ plugin: SOURCE, option: "file" }],
    },
    {
      flag: "--days <n>",
      description: "also rescan tags last checked more than n days ago (default: off)",
      type: "number",
      sets: [{ plugin: RESCAN, option: "days" }],
    },
    {
      flag: "--dry-run",
      description: "print each decision; request nothing",
      value: "plan",
      sets: [{ plugin: RESCAN, option: "action" }],
    },
    {
      flag: "--wait",
      description: "wait for the requested scans and report what they found",
      sets: [{ plugin: RESCAN, option: "wait" }],
    },
    {
      flag: "--busy-statuses <list>",
      description: "values of last_scan_status that mean a pending scan (default: 5; see the readme for 2,3,4,5)",
      type: "numbers",
      sets: [{ plugin: RESCAN, option: "busyStatuses" }],
    },
    ...["include", "exclude"].flatMap((what) =>
      ["repositories", "tags"].map((of) => ({
        flag: `--${what}-${of} <glob...>`,
        description: `${what === "include" ? "only" : "no"} ${of} that match one of these`,
        sets: [{ plugin: SOURCE, option: `${what}${of[0]?.toUpperCase()}${of.slice(1)}` }],
      })),
    ),
    { flag: "--ca <file>", description: "PEM file with the CA of DTR's certificate", sets: onBoth("ca") },
    { flag: "--insecure", description: "do not check DTR's certificate", sets: onBoth("insecure") },
    ...historyFlags.map(
      ({ flag, description, plugin, option }): CommandFlag => ({
        ...{ flag, description },
        ...(option === undefined ? { leavesOut: plugin } : { sets: [{ plugin, option }] }),
      }),
    ),
  ],
  notes: [
    "User and token are required. Set DTR_USER and DTR_TOKEN instead of --user and --token: every user of the machine can",
    "read the arguments of a program (ps), and the shell keeps them in its history.",
    "",
    "  DTR_USER=ann DTR_TOKEN=... scan dtr --url https://dtr.example.com --days 15",
  ],
};

function onBoth(option: string) {
  return [SOURCE, RESCAN].map((plugin) => ({ plugin, option }));
}
