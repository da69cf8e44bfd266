import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { formatAnnotation, formatSection } from "#core/cli/ci/command.ts";

/** Reads a command as the runner of GitHub Actions does. */
function readCommand(line: string) {
  const [, level, properties = "", data = ""] = /^::(\w+) ([^:]*)::(.*)\n$/.exec(line) ?? [];
  const title = properties
    .replace(/^title=/, "")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",");
  return { level, title: decode(title), data: decode(data) };
}

function decode(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

test("an annotation has its level, title and lines, with what commands are made of escaped", () => {
  const command = formatAnnotation("error", "a,b:c%", ["50% done", "::warning::x", "c\r\nd"]);
  assert.equal(command, "::error title=a%2Cb%3Ac%25::50%25 done%0A::warning::x%0Ac\\u{d}\\u{a}d\n");
  assert.equal(readCommand(command).data, "50% done\n::warning::x\nc\\u{d}\\u{a}d");
});

test("whatever is in the texts of an annotation, it is one line and one command, and says what it is given", () => {
  const plain = fc.string({ unit: "binary", maxLength: 60 });
  const pieces = fc.constantFrom(
    "::",
    "\n::error::",
    "%0A",
    "%3A",
    "##[set-env name=X]",
    "\r",
    ",title=",
    "\u001b[0K",
    "\u2028",
  );
  const hostile = fc.array(fc.oneof(plain, pieces), { maxLength: 6 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(hostile, fc.array(hostile, { maxLength: 4 }), (title, lines) => {
      const command = formatAnnotation("warning", title, lines);
      assert.match(command, /^::warning title=[^:,\r\n]*::[^\r\n]*\n$/);
      assert.doesNotMatch(command, /##\[|[^\P{Cc}\n]|\p{Zl}|\p{Zp}/u);
      const read = readCommand(command);
      assert.equal(read.level, "warning");
      assert.equal(read.data.split("\n").length, Math.max(1, lines.length));
    }),
  );
});

test("very long texts of an annotation are cut, and many lines", () => {
  const command = formatAnnotation("error", "t".repeat(5000), Array(500).fill("x".repeat(5000)));
  assert.ok(command.length < 35_000, `${command.length}`);
});

test("a section of GitLab's log has a time, a sound name, and no control character of its header", () => {
  const start = formatSection("start", "a b:\r", "Scan\u001b[0Ksection_end:1:a\r\u001b[0K");
  assert.match(
    start.replaceAll("\u001b", "ESC"),
    /^ESC\[0Ksection_start:\d{10}:a_b__\[collapsed=true\]\rESC\[0KScan\\u\{1b\}/,
  );
  assert.equal(start.split("\u001b").length, 3, "two of its own");
  const end = formatSection("end", "a").replaceAll("\u001b", "ESC");
  assert.match(end, /^ESC\[0Ksection_end:\d{10}:a\rESC\[0K$/);
});

test.run();
