import { z } from "zod";
import type { FormatEntry } from "./format.ts";

/** All formats by name. Each is loaded when a report of its kind is written. */
export const FORMATS = {
  csv: {
    fileName: "scan.csv",
    description: "a row per finding, for spreadsheets",
    options: {
      formulas: z
        .enum(["escape", "keep"])
        .default("escape")
        .describe(
          "What is done with a cell that a spreadsheet would run as a formula (`@babel/core`, `-1`): `escape` puts a `'` in front, `keep` leaves it for programs that read the file",
        ),
    },
    load: async () => (await import("./csv.ts")).formatCsv,
  },
  cyclonedx: {
    fileName: "scan.cdx.json",
    description: "a software bill of materials with what was found, CycloneDX 1.6",
    options: {},
    wants: ["packages"],
    load: async () => (await import("./cyclonedx/cyclonedx.ts")).formatCyclonedx,
  },
  defectdojo: {
    fileName: "scan.defectdojo.json",
    description: "for DefectDojo's Generic Findings Import",
    options: {
      level: z
        .enum(["old", "new"])
        .default("old")
        .describe("Whether it has keys that only newer versions of DefectDojo know: older ones refuse the whole file"),
    },
    load: async () => (await import("./defectdojo.ts")).formatDefectdojo,
  },
  gitlab: {
    fileName: "gl-container-scanning-report.json",
    description: "for GitLab's vulnerability report",
    options: {
      schema: z
        .enum(["15.0.7", "15.2.1"])
        .default("15.0.7")
        .describe(
          "The version of GitLab's schema that the report names: older GitLab refuses one that it does not know",
        ),
    },
    load: async () => (await import("./gitlab.ts")).formatGitlab,
  },
  html: {
    fileName: "scan.html",
    description: "one page for people, with search and filters, that needs nothing else",
    options: {
      secretText: z
        .enum(["mask", "show"])
        .default("mask")
        .describe(
          "Whether the page has the text around a secret, as the scanner masked it (`show`), or only where it is (`mask`)",
        ),
    },
    load: async () => (await import("./html/format_html.ts")).formatHtml,
  },
  junit: {
    fileName: "scan.junit.xml",
    description: "a test suite per image and a failed case per finding, for Jenkins, GitLab, Azure",
    options: {
      jenkins: z
        .boolean()
        .default(false)
        .describe(
          "Whether dots in names of images become `_`: Jenkins takes what is before the last one for a package",
        ),
    },
    load: async () => (await import("./junit.ts")).formatJunit,
  },
  markdown: {
    fileName: "scan.md",
    description: "a page for the summary of a job or a comment",
    options: {
      maxBytes: z.int().min(2000).default(900_000).describe("The most bytes; comments on GitHub want 60000"),
    },
    load: async () => (await import("./markdown.ts")).formatMarkdown,
  },
  ndjson: {
    fileName: "scan.ndjson",
    description: "an outcome per line with all that is known of it: what `scan convert` reads",
    options: {},
    load: async () => (await import("./ndjson.ts")).formatNdjson,
  },
  openvex: {
    fileName: "scan.openvex.json",
    description: "what rules accept, for scanners that read OpenVEX 0.2.0",
    options: {
      author: z.string().trim().min(1).default("hullscan").describe("Who says so: a team or an address"),
    },
    load: async () => (await import("./openvex/openvex.ts")).formatOpenvex,
  },
  sarif: {
    fileName: "scan.sarif",
    description: "for GitHub code scanning",
    options: {
      category: z
        .string()
        .trim()
        .min(1)
        .optional()
        .describe("What the next upload replaces; `hullscan/` and the run's label by default"),
      maxResults: z.int().min(1).max(25_000).default(25_000).describe("The most results in a file"),
      parts: z.int().min(1).max(32).optional().describe("Among how many files images are divided; as few as hold them"),
    },
    load: async () => (await import("./sarif/sarif.ts")).formatSarif,
  },
} as const satisfies Readonly<Record<string, FormatEntry>>;

/** The name of a format: `csv`. */
export type FormatName = keyof typeof FORMATS;
