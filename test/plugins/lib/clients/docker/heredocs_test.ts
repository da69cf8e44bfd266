import assert from "node:assert/strict";
import { test } from "uvu";
import { findHeredocs } from "#plugins/lib/clients/docker/heredocs.ts";

/** What BuildKit takes for a heredoc, and its lines. */
const SAMPLES: readonly (readonly [name: string, text: string, lines: readonly (readonly [number, number])[]])[] = [
  ["a script", "FROM a\nRUN <<EOF\nmake\nEOF\nRUN x\n", [[2, 4]]],
  ["one for a command, in quotes", 'FROM a\nRUN <<"E-1" bash -e\nmake\nE-1\n', [[2, 4]]],
  ["tabs before its end", "FROM a\nrun <<-EOF\n\tmake\n\tEOF\n", [[2, 4]]],
  ["tabs that are not allowed", "FROM a\nRUN <<EOF\n\tEOF\nEOF\n", [[2, 4]]],
  [
    "two files",
    "FROM a\nCOPY <<A <<B /x/\na\nA\nb\nB\nADD <<C /c\nC\n",
    [
      [2, 6],
      [7, 8],
    ],
  ],
  ["a file descriptor, a flag", "FROM a\nRUN --mount=type=cache,target=/x 3<<EOF cat\nx\nEOF\n", [[2, 4]]],
  ["a continued line", "FROM a\nRUN a && \\\n# why\n\n  b <<EOF\nx\nEOF\n", [[2, 7]]],
  ["another escape", "# escape=`\nFROM a\nRUN a && `\n  b <<EOF\nx\nEOF\n", [[3, 6]]],
  ["ONBUILD, CRLF", "FROM a\r\nONBUILD RUN <<EOF\r\nx\r\nEOF\r\n", [[2, 4]]],
  ["instructions in it", "FROM a\nRUN <<EOF\nRUN <<X\nX\nEOF\n", [[2, 5]]],
  ["a here-string", "FROM a\nRUN cat <<< EOF\nEOF\n", []],
  ["no end", "FROM a\nRUN echo $((1 <<2))\nRUN b\n", []],
  ["quotes", "FROM a\nRUN sh -c 'cat <<EOF\\n\\\nx' \\\n && y \"<<EOF\"\nEOF\n", []],
  ["a list of JSON", 'FROM a\nRUN ["sh", "-c", "cat <<EOF"]\nEOF\n', []],
  ["other instructions, comments", "FROM a\n# RUN <<EOF\nLABEL a=<<EOF\nEOF\n", []],
  ["nothing", "", []],
];

for (const [name, text, lines] of SAMPLES) {
  test(`findHeredocs(): ${name}`, () => {
    assert.deepEqual(
      findHeredocs(text).map(({ line, lastLine }) => [line, lastLine]),
      lines,
    );
  });
}

test.run();
