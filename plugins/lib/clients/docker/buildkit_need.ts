import type { ExecResult } from "../../../../core/kit.ts";
import { findHeredocs } from "./heredocs.ts";
import { toReason } from "./log_text.ts";

/** What a build was made from. */
export interface BuildSource {
  readonly dockerfile: string;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
}

const STEPS = /^Step \d+\/\d+ : .*$/gm;
/** What BuildKit fills in, in FROM lines also where no ARG names it. */
const PLATFORM_ARG = /\$\{?((?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT))\b/;
const PARSE_ERROR = /dockerfile parse error (?:on )?line (\d+)/i;
/** What the parser says without a line, of lines that are no `ENV` or `LABEL`. */
const NAMELESS_PARSE_ERROR = /: (?:\w+ must have two arguments|Syntax error - can't find = in )/;
const SYNTAX = /^#\s*syntax\s*=\s*(\S+)/i;
const USUAL_SYNTAX = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/;

/** Whether this is the log of the legacy builder. BuildKit prints nothing there. */
export function isOfLegacyBuilder(stdout: string): boolean {
  return /^(?:Sending build context to Docker daemon|Step \d+\/\d+ : )/m.test(stdout);
}

/**
 * Finds what in a Dockerfile needs BuildKit, or a newer one, and was met by a builder that does not know it. Its words
 * alone do not show that: of a heredoc it says "unknown instruction: ECHO".
 */
export function findBuildKitNeed(
  { stdout, stderr, failed }: Pick<ExecResult, "stdout" | "stderr" | "failed">,
  { dockerfile, buildArgs = {} }: BuildSource,
): string | undefined {
  const isLegacy = isOfLegacyBuilder(stdout);
  const parseError = PARSE_ERROR.exec(stderr);
  const errorLine = Number(parseError?.[1]);
  const isParseError = parseError !== null || NAMELESS_PARSE_ERROR.test(stderr);
  const heredoc = findHeredocs(dockerfile).find(
    ({ line, lastLine }) =>
      isLegacy || (parseError === null ? isParseError : line < errorLine && errorLine <= lastLine),
  );
  if (heredoc !== undefined) return toReason(`line ${heredoc.line}: ${heredoc.text}`);
  if (!isLegacy || !failed) return undefined;
  const step = stdout.match(STEPS)?.at(-1) ?? "";
  const arg = /: FROM /i.test(step) ? PLATFORM_ARG.exec(step)?.[1] : undefined;
  const isSet = arg !== undefined && (arg in buildArgs || new RegExp(`^\\s*ARG\\s.*\\b${arg}=`, "im").test(dockerfile));
  if (arg !== undefined && !isSet) return toReason(`only BuildKit fills in ${arg}: ${step.replace(/^.*? : /, "")}`);
  const syntax = SYNTAX.exec(dockerfile)?.[1];
  return isParseError && syntax !== undefined && !USUAL_SYNTAX.test(syntax) ? `# syntax=${syntax}` : undefined;
}
