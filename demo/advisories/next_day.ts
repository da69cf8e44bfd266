import type { Advisory } from "./advisory.ts";

/** What a newer database knows, too: one more vulnerability, of a package that only one of the sample images has. */
export const NEXT_DAY_ADVISORIES: readonly Advisory[] = [
  {
    id: "CVE-2025-7783",
    title: "form-data: boundaries that can be guessed",
    description:
      "The boundary between the parts of a form comes from Math.random, so that a sender of one part can foresee it and " +
      "add parts of their own.",
    severity: "CRITICAL",
    affects: [{ source: "npm", package: "form-data", fixed: "2.5.4" }],
  },
];
