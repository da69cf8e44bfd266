import assert from "node:assert/strict";
import { test } from "uvu";
import { formatError, formatErrorJson } from "#core/cli/terminal/format_error.ts";
import { coreError, findRoot } from "#core/kit.ts";

const plain = { verbose: false, mask: (text: string) => text };

test("formatError() tells message and hint, and each of several problems with its own", () => {
  const problems = [
    coreError("CONFIG_PROBLEM", { at: "jobs", expected: "a number" }),
    coreError("CONFIG_PROBLEM", { at: "sink", expected: "is not known", nearest: "sinks" }),
  ];
  const error = coreError("CONFIG_INVALID", { path: "scan.config.ts", count: 2 }, { problems });
  assert.equal(
    formatError(error, plain),
    'scan: The config scan.config.ts has 2 problems\n  - jobs: a number\n  - sink: is not known\n    Did you mean "sinks"?',
  );
});

test("formatError() shows stack traces and causes only when it is verbose, and masks secrets", () => {
  const error = coreError("USAGE", { reason: "no entry for pa55word" }, { cause: new Error("the inner reason") });
  const mask = (text: string) => text.replaceAll("pa55word", "***");
  assert.equal(
    formatError(error, { verbose: false, mask }),
    "scan: no entry for ***\n  `scan --help` lists commands and options",
  );
  assert.match(
    formatError(error, { verbose: true, mask }),
    /at .*format_error_test[\s\S]*caused by:\n {2}Error: the inner reason/,
  );
  assert.match(
    formatError(new TypeError("x is not a function"), plain),
    /^scan: unexpected error: x is not a function$/,
  );
});

test("a cause that is one of its own causes ends, and so does one that cannot be read", () => {
  const error = new Error("the outer one");
  error.cause = new Error("the inner one", { cause: error });
  assert.equal(findRoot(error), error);
  const text = formatError(error, { ...plain, verbose: true });
  assert.equal(text.match(/caused by:/g)?.length, 1);
  assert.match(text, /Error: the outer one[\s\S]*Error: the inner one/);

  const odd = Object.defineProperty(new Error("odd"), "stack", { get: () => assert.fail("nobody may look") });
  assert.match(
    formatError(odd, { ...plain, verbose: true }),
    /unexpected error: odd\n {2}an error that cannot be read$/,
  );
  assert.match(formatError(Object.create(null), plain), /unexpected error: an error that cannot be read$/);
});

const WILD = "no\u001b]52;c;x\u0007 \u009b2J \u202e \u007f \u2028 \u200b \ud800";

test("no message, hint or problem can command the terminal, or has lines that look like the program's own", () => {
  const problems = [coreError("USAGE", { reason: `b ${WILD}\nscan: all is well` })];
  const error = coreError("USAGE", { reason: `a ${WILD}\nscan: all is well` }, { problems, cause: new Error(WILD) });
  const text = formatError(error, { ...plain, verbose: true });
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u);
  assert.equal(text.split("\n").filter((line) => line.startsWith("scan:")).length, 1);
  assert.ok(text.includes("a no\\u{1b}]52;c;x\\u{7} \\u{9b}2J \\u{202e} \\u{7f} \\u{2028} \\u{200b} \\u{d800}"));
});

test("a message without end is cut, and says how much is missing; a secret is masked before", () => {
  const mask = (text: string) => text.replaceAll("pa55word", "***");
  const text = formatError(coreError("USAGE", { reason: `${"x".repeat(4092)}pa55word ${"y ".repeat(1e6)}` }), {
    ...plain,
    mask,
  });
  assert.ok(text.length < 25_000, `${text.length}`);
  assert.match(text, /\.\.\. \(\d+ more characters\)/);
  assert.ok(!text.includes("pa55"));
});

test("formatErrorJson() is one line that can be parsed, with all that there is to know", () => {
  const problems = [coreError("CONFIG_PROBLEM", { at: "jobs", expected: `a number ${WILD}` })];
  const error = coreError("CONFIG_INVALID", { path: `c\n${WILD}`, count: 1 }, { problems });
  const line = formatErrorJson(error, { ...plain, exitCode: 2 });
  assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}]/u);
  const {
    type,
    code,
    message,
    exitCode,
    problems: [problem],
  } = JSON.parse(line);
  assert.deepEqual([type, code, exitCode], ["error", "CONFIG_INVALID", 2]);
  assert.ok(message.includes("\u001b]52"));
  assert.ok(problem.message.startsWith("jobs: a number"));
  assert.equal(JSON.parse(formatErrorJson(new Error("odd"), { ...plain, exitCode: 3 })).message, "odd");
});

test.run();
