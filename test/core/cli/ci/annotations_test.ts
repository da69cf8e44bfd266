import assert from "node:assert/strict";
import { test } from "uvu";
import { listAnnotations } from "#core/cli/ci/annotations.ts";
import { emptySummary } from "#core/events/summary.ts";
import { makeFailed } from "#support/outcomes.ts";

function fail(name: string, code: string) {
  return {
    pipeline: "remote",
    name,
    error: { ...makeFailed().error, code, message: `${code} of ${name}`, hint: "Mend it" },
  };
}

function say(plugin: string, message: string) {
  return { type: "log", level: "error", plugin, message } as const;
}

test("targets of one reason have one annotation, with the first names and what to do", () => {
  const failures = Array.from({ length: 24 }, (_, index) => fail(`app:${index}`, "REGISTRY_AUTH"));
  const commands = listAnnotations({ ...emptySummary(), failures: [fail("x", "TIMEOUT"), ...failures] }, []);
  assert.equal(commands.length, 2);
  assert.match(
    commands[0] ?? "",
    /^::error title=24 targets could not be scanned%3A REGISTRY_AUTH::REGISTRY_AUTH of app:0%0A- app:0%0A/,
  );
  assert.match(commands[0] ?? "", /%0A- app:9%0Aand 14 more%0AMend it\n$/);
  assert.match(commands[1] ?? "", /^::error title=1 target could not be scanned%3A TIMEOUT::/);
});

test("of more than ten errors nine are shown, the gate's first, and the others counted; warnings count by themselves", () => {
  const failures = Array.from({ length: 15 }, (_, index) => fail(`app:${index}`, `CODE_${index}`));
  const caveats = { OS_UNKNOWN: 2, DB_OLD: 1 };
  const commands = listAnnotations({ ...emptySummary(), failures, caveats, withCaveats: 3 }, [
    say("scan", "app:1  2 HIGH"),
    say("slack", "Cannot post"),
    say("scan", "--fail-on HIGH: 3 findings"),
  ]);
  const errors = commands.filter((command) => command.startsWith("::error"));
  assert.equal(errors.length, 10);
  assert.match(
    errors[0] ?? "",
    /^::error title=--fail-on HIGH%3A 3 findings::app:1 {2}2 HIGH%0A--fail-on HIGH: 3 findings\n$/,
  );
  assert.match(errors[1] ?? "", /^::error title=slack::Cannot post\n$/);
  assert.match(errors[9] ?? "", /::and 8 more like these: see the log of this step\n$/);
  assert.deepEqual(
    commands.slice(10).map((command) => /title=([^:]*)/.exec(command)?.[1]),
    ["2 targets with the caveat OS_UNKNOWN", "1 target with the caveat DB_OLD"],
  );
});

test("a clean run has no annotation, one that was interrupted has", () => {
  assert.deepEqual(listAnnotations(emptySummary(), []), []);
  const [command] = listAnnotations({ ...emptySummary(), interrupted: true }, []);
  assert.match(command ?? "", /^::error title=The run was interrupted::/);
});

test.run();
