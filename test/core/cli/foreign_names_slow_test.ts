/** What a config and its plugins say is neither shown raw nor with their secrets, also past the run's own events. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { toMenuOptions } from "#core/cli/terminal/menu.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const UNCAUGHT = `
import { defineProcessor, defineSource } from "hullscan";
const source = defineSource({ name: "s", setup: (_options, { addSecret }) => ({ targets: () => {
  addSecret("ocean-grey-17");
  HOW;
  return [{ id: "image:a", kind: "image", image: "a", minSeverity: "HIGH", origin: { from: "test" } }];
} }) });
const untilTheEnd = (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const scanner = defineProcessor({ name: "p", provides: ["findings"], setup: () => ({ process: (_, ctx) => untilTheEnd(ctx.signal) }) });
export default { sources: [source()], processors: [scanner()], sinks: [] };
`;

for (const how of [
  'setTimeout(() => { throw new Error("no: ocean-grey-17", { cause: new Error("ocean-grey-17") }) }, 1)',
  'setTimeout(() => Promise.reject("no: ocean-grey-17"), 1)',
]) {
  for (const format of ["pretty", "json"]) {
    test(`a plugin's secret in an error that nobody catches is masked (${format}): ${how}`, async () => {
      await inTempFolder(async (cwd) => {
        await writeFile(join(cwd, "scan.config.ts"), UNCAUGHT.replace("HOW", how));
        const { code, stderr, stdout } = await runCli(["-v", "--log-format", format], { cwd });
        assert.equal(code, 3, stderr);
        assert.match(stderr, /no: \*\*\*/);
        assert.doesNotMatch(stderr + stdout, /ocean-grey-17/);
      });
    });
  }
}

test("a plugin's secret is masked in what its timer throws after the run, whose exit code holds", async () => {
  await inTempFolder(async (cwd) => {
    const late = 'setTimeout(() => process.once("beforeExit", () => { throw new Error("late: ocean-grey-17") }), 1)';
    const config = UNCAUGHT.replace("HOW", late).replace("untilTheEnd(ctx.signal)", "({ findings: [] })");
    await writeFile(join(cwd, "scan.config.ts"), config);
    const { code, stderr } = await runCli(["-v"], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /late: \*\*\*/);
    assert.doesNotMatch(stderr, /ocean-grey-17/);
  });
});

test("a plugin's secret is masked in what its timer throws while `scan check` is at work", async () => {
  await inTempFolder(async (cwd) => {
    const preflight = `preflight(_options, { addSecret }) { addSecret("ocean-grey-17"); setTimeout(() => { throw new Error("no: ocean-grey-17") }, 1); return new Promise((resolve) => setTimeout(resolve, 5000)); }, setup`;
    await writeFile(join(cwd, "scan.config.ts"), UNCAUGHT.replace("HOW", "").replace("setup", preflight));
    const { code, stderr } = await runCli(["check", "-v"], { cwd });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /no: \*\*\*/);
    assert.doesNotMatch(stderr, /ocean-grey-17/);
  });
});

test("completion names no pipeline whose name commands the terminal", async () => {
  await inTempFolder(async (cwd) => {
    const pipeline = { sources: [], processors: [] };
    const pipelines = { good: pipeline, "bad\u001b]52;c;aGk=\u0007": pipeline, "two\nlines": pipeline };
    await writeFile(join(cwd, "scan.config.json"), JSON.stringify({ pipelines, sinks: [] }));
    const { code, stdout, stderr } = await runCli(["completion", "--pipelines"], { cwd });
    assert.deepEqual([code, stdout], [0, "good\n"], stderr);
  });
});

test("the menu shows names so that they command nothing, and gives them as they are", () => {
  assert.deepEqual(toMenuOptions([{ value: "a\u001b[2J", hint: 'the pipeline "a\u001b[2J"' }]), [
    { value: "a\u001b[2J", label: "a\\u{1b}[2J", hint: 'the pipeline "a\\u{1b}[2J"' },
  ]);
});

test.run();
