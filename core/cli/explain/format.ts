import { showPath } from "../../services/files/show_path.ts";
import type { EarlierReport } from "../composition.ts";
import { SUBJECTS, type Subject } from "./choose_subject.ts";
import type { Collected } from "./collect.ts";
import { clean } from "./finding_nodes.ts";
import { formatImage, type ShowOptions } from "./format_image.ts";
import { formatId, formatPackage } from "./format_places.ts";
import { wrapText } from "./tree.ts";

const CUT = "The report is not whole: its run was interrupted, or the file is cut.";

/** What is explained, and where it comes from. */
export interface About {
  readonly path: string;
  readonly report: EarlierReport;
  readonly subject: Subject;
  readonly word: string;
  readonly found: Collected;
}

/** The answer for people. */
export function formatAnswer({ path, report, subject, word, found }: About, options: ShowOptions): string {
  const { paint } = options;
  const { images, findBase } = found;
  const lines = {
    image: () => images.flatMap((outcome) => ["", ...formatImage(outcome, findBase, options)]).slice(1),
    finding: () => formatId(word, found, options),
    package: () => formatPackage(word, found, options),
  }[subject]();
  const when = report.startedAt.getTime() === 0 ? "" : ` of ${report.startedAt.toISOString().slice(0, 16)}Z`;
  const source = paint("dim", clean(`Report: ${showPath(path, process.cwd())}${when}`));
  const cut = report.isInterrupted() ? wrapText(CUT, options.width).map((line) => paint("yellow", line)) : [];
  return [
    source,
    ...cut,
    "",
    ...lines,
    ...describeOthers(subject, found, word).flatMap((line) => wrapText(line, options.width)),
    "",
  ].join("\n");
}

/** What else the word is in this report. */
function describeOthers(subject: Subject, { images, ofId, ofPackage }: Collected, word: string): readonly string[] {
  const isThere = { image: images.length > 0, finding: ofId.length > 0, package: ofPackage.length > 0 };
  const others = SUBJECTS.filter((one) => one !== subject && isThere[one]);
  return others.map((one) =>
    clean(`"${word}" is also the name of ${one === "image" ? "an" : "a"} ${one}: --as ${one}`),
  );
}
