import assert from "node:assert/strict";
import { test } from "uvu";
import { formatError } from "../../../core/cli/format_error.ts";
import { coreError, findRoot } from "../../../core/mod.ts";

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
    /at .*format_error_test[\s\S]*caused by:\nError: the inner reason/,
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
  assert.match(formatError(odd, { ...plain, verbose: true }), /unexpected error: odd\nan error that cannot be read$/);
  assert.match(formatError(Object.create(null), plain), /unexpected error: an error that cannot be read$/);
});

test.run();
