import type { OwnCommand, OwnFlag } from "../core/cli/composition.ts";

const JSON_FLAG: OwnFlag = { flag: "--json", description: "print JSON" };
const HISTORY: OwnFlag = {
  flag: "--history <place>",
  description:
    "the history: a file or postgres://... (default: the config's, or the usual file in the folder for reports)",
};
const LIMIT: OwnFlag = { flag: "--limit <n>", description: "print this many of the newest", type: "number" };
const AT: OwnFlag = { flag: "--at <time>", description: "what was known then: 2026-10-01, 2026-10-01T12:00:00Z" };

const EXIT_CODES =
  "Exit codes: 0 answered, 2 usage or no such history, 3 the history is damaged, or cannot be reached.";

/** The commands that ask the history. They scan nothing, and only read. */
export const historyCommands: readonly OwnCommand[] = [
  {
    name: "find",
    description: "print which images have a vulnerability, a package or a secret, and since when",
    arguments: [
      { name: "<query>", description: "CVE-2024-3094, openssl, 'openssl<3.0.7', pkg:deb/debian/openssl, a rule" },
    ],
    flags: [
      { flag: "--plan", description: "also print what removes it: base images and upgrades, with their images" },
      ...[AT, JSON_FLAG, HISTORY],
    ],
    notes: [EXIT_CODES],
    async load() {
      return (await import("./commands/find/find.ts")).findCommand;
    },
  },
  {
    name: "plan",
    description: "print what to do first: the base images and upgrades that remove most findings",
    arguments: [],
    flags: [
      { ...LIMIT, description: "print this many steps (default: 10)" },
      { flag: "--owner <owner>", description: "only images of this owner" },
      { flag: "--image <glob>", description: "only images with such a name: 'registry.example.com/team-a/*'" },
      { flag: "--severity <severity>", description: "only findings at this severity or above" },
      { ...JSON_FLAG, conflicts: ["markdown"] },
      { flag: "--markdown", description: "print Markdown, for an issue" },
      HISTORY,
    ],
    notes: [EXIT_CODES],
    async load() {
      return (await import("./commands/plan/plan.ts")).planCommand;
    },
  },
  {
    name: "diff",
    description: "print what is new, gone and changed between two runs, reports or images",
    arguments: [
      {
        name: "<a>",
        description: "a run (last, previous, 2026-10-01, @tag, its number), a report's file or an image: nginx:1.26",
      },
      { name: "<b>", description: "what it is compared with" },
    ],
    flags: [
      { ...JSON_FLAG, conflicts: ["markdown"] },
      { flag: "--markdown", description: "print Markdown, for a comment" },
      HISTORY,
    ],
    notes: [EXIT_CODES],
    async load() {
      return (await import("./commands/diff/diff.ts")).diffCommand;
    },
  },
  {
    name: "history",
    description: "print the runs of the history, or what they found in an image; or remove old runs",
    arguments: [
      { name: "[image]", description: "an image, by its name or the end of that: nginx:1.27; prune removes old runs" },
    ],
    flags: [
      LIMIT,
      {
        flag: "--keep-runs <n>",
        description: "prune: keep this many (default: the config's, or 1000)",
        type: "number",
      },
      { flag: "--keep-for <days>", description: "prune: keep runs for so long (default: the config's, or 365d)" },
      {
        flag: "--keep-bytes <n>",
        description: "prune: keep this much (default: the config's, or 1 GiB)",
        type: "number",
      },
      { flag: "--dry-run", description: "prune: print what would be removed, and remove nothing" },
      JSON_FLAG,
      HISTORY,
    ],
    notes: [EXIT_CODES],
    async load() {
      return (await import("./commands/history/history.ts")).historyCommand;
    },
  },
  {
    name: "trend",
    description: "print or draw the findings of the last runs, by severity",
    arguments: [],
    flags: [
      LIMIT,
      { flag: "--pipeline <name>", description: "only what this pipeline looked at" },
      { ...JSON_FLAG, conflicts: ["svg"] },
      { flag: "--svg <file>", description: "write a picture instead" },
      HISTORY,
    ],
    notes: [EXIT_CODES],
    async load() {
      return (await import("./commands/trend/trend.ts")).trendCommand;
    },
  },
  {
    name: "sql",
    description: "run a query over the history: its views are runs, looks, images and findings",
    arguments: [{ name: "<query>", description: '"select image, critical from images order by critical desc"' }],
    flags: [
      { ...LIMIT, description: "print this many rows at most (default: 1000)" },
      { flag: "--timeout <seconds>", description: "give it this much time (default: 30)", type: "number" },
      JSON_FLAG,
      HISTORY,
    ],
    notes: [EXIT_CODES],
    async load() {
      return (await import("./commands/sql/sql.ts")).sqlCommand;
    },
  },
  {
    name: "ui",
    description: "show the history in a browser: runs, trend, images, fixes, search, diff, accepted findings",
    arguments: [],
    flags: [
      { flag: "--port <n>", description: "listen on this port of 127.0.0.1 (default: a free one)", type: "number" },
      { flag: "--no-open", description: "open no browser, print the address alone" },
      HISTORY,
    ],
    notes: ["It runs until Ctrl-C. Exit codes: 0 ended, 2 usage or no such history, 3 the history is damaged."],
    async load() {
      return (await import("./commands/ui/ui.ts")).uiCommand;
    },
  },
];
