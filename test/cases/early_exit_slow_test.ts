import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** A config with a call of something at one place. */
const configWith = (places: Readonly<Record<string, string>>) => `
  import { defineProcessor, defineSink, defineSource } from "hullscan";
  import { fakeTarget } from "hullscan/testing";
  ${places.config ?? ""}
  const targets = () => { ${places.targets ?? ""}; return [fakeTarget({ image: "a:1" }), fakeTarget({ image: "b:1" })]; };
  const list = defineSource({
    name: "list",
    provides: ["image"],
    preflight() { ${places.preflight ?? ""} },
    setup: () => ({ targets }),
  });
  const look = defineProcessor({
    name: "look",
    provides: ["findings"],
    setup() {
      ${places.setup ?? ""}
      return {
        async process({ target }) {
          ${places.process ?? ""}
          if (target.image === "b:1") throw new Error("no");
          return { findings: [] };
        },
      };
    },
  });
  const out = defineSink({ name: "out", setup: () => ({
    write() { ${places.write ?? ""} },
    end() { ${places.end ?? ""} },
    dispose() { ${places.dispose ?? ""} },
  }) });
  export default { sources: [list()], processors: [look()], sinks: [out()] };
`;

async function run(places: Readonly<Record<string, string>>, args = ["run"]) {
  let result = { code: null as number | null, stdout: "", stderr: "" };
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), configWith(places));
    result = await runCli(args, { cwd });
  });
  return result;
}

const CALLS = {
  config: "process.exit(0);",
  preflight: "process.exitCode = 0; process.exit();",
  setup: "process.exit(0);",
  targets: "process.exit(1);",
  process: "process.exit(0);",
  write: "process.exit(4);",
  end: "process.exit(0);",
  dispose: "process.exit(0);",
} as const;

for (const [place, call] of Object.entries(CALLS)) {
  test(`"${call}" in ${place} is a run that broke, in words`, async () => {
    const { code, stderr } = await run({ [place]: call });
    assert.equal(code, 3, stderr);
    assert.match(
      stderr,
      /scan: Something ended the process, with \d, before the command was done\n .*process\.exit\(\)/,
    );
  });
}

test("process.exit(0) in a config ends `scan check` with 3 as well, and one in a timer ends a run so", async () => {
  const checked = await run({ config: "process.exit(0);" }, ["check"]);
  assert.equal(checked.code, 3, checked.stderr);
  const timed = await run({ process: "await new Promise(() => setTimeout(() => process.exit(0), 5));" });
  assert.equal(timed.code, 3, timed.stderr);
});

test("what a plugin leaves behind does not change the exit code of a run that is over", async () => {
  const quiet = await run({ dispose: "process.exitCode = 0;" });
  assert.equal(quiet.code, 4, quiet.stderr);
  const late = await run({ setup: "process.once('beforeExit', () => process.exit(0));" });
  assert.equal(late.code, 4, late.stderr);
  assert.doesNotMatch(late.stderr, /ended the process/);
});

test("a hook that never settles costs its target, and the run names it and ends in order", async () => {
  const { code, stderr } = await run({ process: 'if (target.image === "a:1") await new Promise(() => {});' });
  assert.equal(code, 4, stderr);
  assert.match(stderr, /failed a:1 {2}HOOK_PENDING: .*process of the plugin "look" is still pending/);
  assert.match(stderr, /failed b:1 {2}PLUGIN_FAILED: /);
  assert.match(stderr, /2 targets: 0 scanned, 2 failed/);
});

test.run();
