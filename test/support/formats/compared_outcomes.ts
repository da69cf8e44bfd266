import type { Outcome } from "#core/mod.ts";
import { makeDone, makeVulnerability } from "../outcomes.ts";

const WITH = "the run of 2024-01-01 02:03 UTC";
const isNew = true;

/** A run that was compared with another: two new findings and an accepted one, one gone, and an image that is new. */
export const COMPARED_OUTCOMES: readonly Outcome[] = [
  {
    ...makeDone(
      [
        makeVulnerability({ id: "CVE-2024-1", severity: "CRITICAL" }),
        makeVulnerability({ id: "CVE-2024-2", severity: "HIGH", isNew }),
        makeVulnerability({
          id: "CVE-2024-3",
          severity: "HIGH",
          isNew,
          accepted: { reason: "not loaded", status: "accepted", rule: "accept[0]" },
        }),
      ],
      { id: "image:app:1", image: "app:1" },
    ),
    comparison: { with: WITH, gone: [makeVulnerability({ id: "CVE-2023-9" })] },
  },
  {
    ...makeDone([makeVulnerability({ id: "CVE-2024-4", severity: "CRITICAL", isNew })], {
      id: "image:new:1",
      image: "new:1",
    }),
    comparison: { with: WITH, gone: [], isFirst: true },
  },
];
