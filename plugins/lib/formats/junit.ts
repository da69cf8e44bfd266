import { caveatsOf, targetLabel } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import { INTERRUPTED } from "./doubts.ts";
import type { FormatContext, Piece } from "./format.ts";
import { listCases, type TestCase } from "./junit_cases.ts";
import { plainLine, plainText } from "./plain_text.ts";
import { warnOfOlderPart } from "./warn_of_older_part.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n';
const TAIL = "</testsuites>\n";
/** GitLab reads files below 30 MB. */
const MAX_FILE_BYTES = 25_000_000;
/** An image with more has several suites, so that none is larger than a file may be. */
const MAX_SUITE_CASES = 5_000;
/** GitLab reads no more of a report. */
const MAX_CASES = 500_000;

interface Suite {
  readonly name: string;
  readonly pipeline: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly properties: Readonly<Record<string, string | undefined>>;
  readonly cases: readonly TestCase[];
}

/**
 * JUnit XML for Jenkins, GitLab, Azure and others: a suite per image, a case per finding, which fails. A clean image has one
 * case that passes; an image that could not be scanned, and one with a caveat, has a case with an error. A file that grows
 * too large for GitLab goes on in another one.
 *
 * @see {@link https://github.com/windyroad/JUnit-Schema}
 */
export async function* formatJunit(
  outcomes: AsyncIterable<Outcome>,
  { options, run, path, summary, warn }: FormatContext<{ readonly jenkins: boolean }>,
): AsyncGenerator<Piece> {
  let part = 1;
  let id = 0;
  let bytes = 0;
  let cases = 0;
  yield HEAD;
  for await (const suite of listSuites(outcomes, { run, summary })) {
    const text = formatSuite(suite, id, options.jenkins);
    const size = Buffer.byteLength(text);
    if (bytes > 0 && bytes + size > MAX_FILE_BYTES) {
      part += 1;
      yield TAIL;
      yield { part: `-${part}` };
      yield HEAD;
      id = 0;
      bytes = 0;
      yield formatSuite(suite, id, options.jenkins);
    } else yield text;
    id += 1;
    bytes += size;
    cases += suite.cases.length;
  }
  yield TAIL;
  if (part > 1) warn(`JUnit: the report has ${part} files, as GitLab reads none over 30 MB: hand all of them over`);
  await warnOfOlderPart({ path, warn }, part);
  if (cases > MAX_CASES) warn(`JUnit: ${cases} cases, of which GitLab reads the first ${MAX_CASES}`);
}

async function* listSuites(
  outcomes: AsyncIterable<Outcome>,
  { run, summary }: Pick<FormatContext, "run" | "summary">,
): AsyncGenerator<Suite> {
  let count = 0;
  for await (const outcome of outcomes) {
    count += 1;
    const suite = toSuite(outcome);
    const all = listCases(outcome);
    for (let from = 0; from < all.length; from += MAX_SUITE_CASES) {
      yield { ...suite, cases: all.slice(from, from + MAX_SUITE_CASES) };
    }
  }
  const { interrupted } = summary();
  const about = { name: "hullscan", pipeline: run.label, durationMs: 0, properties: {} };
  const startedAt = run.startedAt.toISOString();
  if (interrupted) {
    yield { ...about, startedAt, cases: [{ name: "run", result: "error", type: "interrupted", message: INTERRUPTED }] };
  } else if (count === 0) {
    // Jenkins takes a file without a case for a mistake.
    yield { ...about, startedAt, cases: [{ name: "run", result: "skipped", message: "The run had no images" }] };
  }
}

function toSuite({ target, data, pipeline, startedAt, durationMs }: Outcome): Omit<Suite, "cases"> {
  const { image, scans = [] } = data;
  return {
    // One image on two platforms is two suites: GitLab takes one of the cases that have the same name.
    name: targetLabel(target),
    pipeline,
    startedAt,
    durationMs,
    properties: {
      digest: image?.digest,
      platform: target.platform ?? image?.platform,
      "min-severity": target.minSeverity,
      os: image?.os && [image.os.family, image.os.version].filter(Boolean).join(" "),
      scanner: join(scans.map(({ scanner }) => [scanner.name, scanner.version].filter(Boolean).join(" "))),
      database: join(scans.flatMap(({ database }) => (database ? [database.builtAt] : []))),
      caveats: join(caveatsOf(data).map(({ code }) => code)),
    },
  };
}

function join(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : [...new Set(words)].join(", ");
}

function formatSuite(suite: Suite, id: number, isForJenkins: boolean): string {
  const name = plainLine(suite.name, 500);
  const count = (wanted: TestCase["result"]) => suite.cases.filter(({ result }) => result === wanted).length;
  const attributes = {
    name,
    package: plainLine(suite.pipeline, 300),
    id,
    // The schema wants no time zone: this is UTC.
    timestamp: suite.startedAt.slice(0, 19),
    hostname: "localhost",
    tests: suite.cases.length,
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
    time: toSeconds(suite.durationMs),
  };
  const properties = Object.entries(suite.properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`<property${formatAttributes({ name: key, value: plainLine(value, 1000) })}/>`],
  );
  // Jenkins takes what stands before the last dot for a Java package.
  const classname = isForJenkins ? name.replaceAll(".", "_") : name;
  // GitLab adds up the times of the cases.
  const cases = suite.cases.map((one, index) => formatCase(one, classname, index === 0 ? suite.durationMs : 0));
  return [
    `<testsuite${formatAttributes(attributes)}>`,
    `<properties>${properties.join("")}</properties>`,
    ...cases,
    "<system-out/><system-err/>",
    "</testsuite>\n",
  ].join("\n");
}

function formatCase(one: TestCase, classname: string, durationMs: number): string {
  const head = `<testcase${formatAttributes({ name: one.name, classname, time: toSeconds(durationMs) })}`;
  if (one.result === "passed") return `${head}/>`;
  const { result, message, type, lines = [] } = one;
  const attributes = formatAttributes({ message: plainLine(message, 500), ...(type !== undefined && { type }) });
  const text = [message, ...lines].map((line) => escapeXml(plainText(line, 500))).join("\n");
  return `${head}><${result}${attributes}>${text}</${result}></testcase>`;
}

function formatAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
}

function toSeconds(durationMs: number): string {
  return (Math.max(0, durationMs) / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** For text and attributes; what XML may not hold is out of it already. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
