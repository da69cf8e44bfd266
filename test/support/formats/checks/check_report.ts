import type { FormatName } from "#plugins/lib/formats/formats.ts";
import { checkCsv } from "./csv.ts";
import { checkCyclonedx } from "./cyclonedx.ts";
import { checkDefectdojo } from "./defectdojo.ts";
import { checkGitlab } from "./gitlab.ts";
import { checkHtml } from "./html.ts";
import { checkJunit } from "./junit.ts";
import { checkMarkdown } from "./markdown.ts";
import { checkNdjson } from "./ndjson.ts";
import { checkOpenvex } from "./openvex.ts";
import { checkSarif } from "./sarif.ts";

/** What checks a file of each format: it throws where a reader would refuse the file, or read something else. */
export const CHECKS: Readonly<Record<FormatName, (text: string) => void | Promise<void>>> = {
  csv: checkCsv,
  cyclonedx: checkCyclonedx,
  defectdojo: checkDefectdojo,
  gitlab: checkGitlab,
  html: checkHtml,
  junit: checkJunit,
  markdown: checkMarkdown,
  ndjson: checkNdjson,
  openvex: checkOpenvex,
  sarif: checkSarif,
};
