import type { Advisory } from "./advisory.ts";

/** Advisories for npm packages in the sample images. */
export const NPM_ADVISORIES: readonly Advisory[] = [
  {
    id: "CVE-2021-44906",
    title: "minimist: prototype pollution",
    description: "An argument such as --__proto__.x=1 adds a property to every object of the program.",
    severity: "CRITICAL",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 },
    affects: [{ source: "npm", package: "minimist", fixed: "1.2.6", vulnerable: ">=1.0.0, <1.2.6" }],
  },
  {
    id: "CVE-2021-23337",
    title: "lodash: command injection through template",
    description: "The option variable of the template function is put into generated code without a check.",
    severity: "HIGH",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", score: 7.2 },
    affects: [{ source: "npm", package: "lodash", fixed: "4.17.21" }],
  },
  {
    id: "CVE-2020-28500",
    title: "lodash: slow regular expressions",
    description: "trim, trimEnd and toNumber take very long for text with many blanks.",
    severity: "MEDIUM",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L", score: 5.3 },
    affects: [{ source: "npm", package: "lodash", fixed: "4.17.21" }],
  },
  {
    id: "CVE-2022-24999",
    title: "qs: a query string can hang the process",
    description: "A key with __proto__ in it makes an object whose length is set by the sender.",
    severity: "HIGH",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", score: 7.5 },
    affects: [
      { source: "npm", package: "qs", fixed: "6.7.3", vulnerable: ">=6.7.0, <6.7.3" },
      { source: "npm", package: "express", fixed: "4.17.3" },
    ],
  },
  {
    id: "CVE-2024-43796",
    title: "express: script injection in redirects",
    description: "Text from outside that is passed to response.redirect ends up in the page unescaped.",
    severity: "LOW",
    cvss: { vector: "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:L", score: 5 },
    affects: [{ source: "npm", package: "express", fixed: "4.20.0" }],
  },
];
