import { caveatsOf, type Outcome, severitiesFrom, targetLabel } from "../../model/mod.ts";
import type { About } from "./format.ts";
import type { FindBase } from "./group_findings.ts";
import { groupByLayer } from "./group_findings.ts";

/** The answer for programs. */
export function toData({ path, report, subject, word, found }: About): unknown {
  const { label, startedAt } = report;
  const { images, ofId, ofPackage, coverage, findBase } = found;
  const about = {
    report: { path, label, startedAt: startedAt.toISOString(), isWhole: !report.isInterrupted() },
    word,
    subject,
    coverage: { ...coverage, floors: Object.fromEntries(coverage.floors) },
  };
  if (subject === "image") return { ...about, images: images.map((outcome) => toImageData(outcome, findBase)) };
  return { ...about, places: subject === "finding" ? ofId : ofPackage };
}

function toImageData(outcome: Outcome, findBase: FindBase): unknown {
  const { target, data, status, pipeline } = outcome;
  const { image, scans, findings } = data;
  return {
    name: targetLabel(target),
    pipeline,
    status,
    ...(status === "failed" && { error: outcome.error }),
    ...(status === "skipped" && { reason: outcome.reason }),
    isScanned: status === "done" && findings !== undefined,
    severities: severitiesFrom(target.minSeverity),
    caveats: caveatsOf(data),
    ...(image && { image }),
    ...(scans && { scans }),
    ...(findings && { layers: groupByLayer(outcome, findBase) }),
  };
}
