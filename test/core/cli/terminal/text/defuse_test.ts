import assert from "node:assert/strict";
import { test } from "uvu";
import { defuse } from "#core/cli/terminal/text/defuse.ts";

test("a line that begins as a command of GitHub Actions is none any more, also behind white space and colours", () => {
  assert.equal(defuse("::set-output name=x::y\n"), "\\u003a:set-output name=x::y\n");
  assert.equal(defuse("[1/2] bad\n \t\u00a0::stop-commands::x\n"), "[1/2] bad\n \t\u00a0\\u003a:stop-commands::x\n");
  assert.equal(defuse("\u001b[31m  ::add-mask::a\u001b[39m"), "\u001b[31m  \\u003a:add-mask::a\u001b[39m");
  assert.equal(defuse("a\r::error::b"), "a\r\\u003a:error::b");
});

test("commands of Azure Pipelines and TeamCity are none any more, wherever they stand", () => {
  assert.equal(defuse("x ##vso[task.setvariable variable=a]b"), "x ##vso\\u005btask.setvariable variable=a]b");
  assert.equal(defuse("x ##[error]b ##TeamCity[c]"), "x ##\\u005berror]b ##TeamCity\\u005bc]");
});

test("what is no command stays as it is", () => {
  for (const text of ["[::1]:5000/app", "a :: b", ": :x", "## [link]", "#[x]"]) assert.equal(defuse(text), text);
});

test("a line that is JSON says the same as before", () => {
  const value = { message: "::a ##[error] \\##vso[x]" };
  const line = defuse(JSON.stringify(value));
  assert.deepEqual(JSON.parse(line), value);
  assert.doesNotMatch(line, /##(vso)?\[/);
});

test.run();
