/** The rows of a run in a real terminal: tmux. */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { widthOf } from "#core/cli/terminal/text/text_width.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { inTmux, type Tmux } from "#support/terminal/tmux.ts";

const CONFIG = join(import.meta.dirname, "../../../support/fixtures/fleet.config.ts");
const SNAPSHOTS = join(import.meta.dirname, "golden");
const COMMAND = `scan --config ${CONFIG} --output-dir .`;
/** The bar, in both alphabets. */
const BAR = /^[█░#-]{8,} /;

interface FleetOptions {
  readonly columns: number;
  readonly rows?: number;
  readonly flags?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A run that stands still with lanes in work, at an image of the fleet. */
function inFleet(options: FleetOptions, work: (tmux: Tmux, folder: string) => Promise<void>): Promise<void> {
  const { columns, rows = 24, flags = "", env = {} } = options;
  return inTempFolder((cwd) =>
    inTmux({ cwd, columns, rows, env: { FLEET: "40", FLEET_HOLD: "24", ...env } }, async (tmux) => {
      await tmux.type(`clear; ${COMMAND} ${flags}`);
      await work(tmux, cwd);
    }),
  );
}

/** Six lanes wait, each where it shall be, and all before them is through. */
const STANDS = new RegExp(
  [..."srsssr"].map((letter) => `.* ${letter === "s" ? "scanning" : "retry 1/2"}.*\n`).join("") +
    ".* more failed .*\n.* 24/40",
);

/** A screen without what differs from run to run: times, and the bar, which is checked by itself. */
function normalize(screen: readonly string[]): string {
  const bar = screen.findIndex((row) => BAR.test(row));
  const rows = screen.slice(0, bar).map((row) => row.replace(/ *\b(?:\d+m )?\d+(?:\.\d)?s\b/g, "  TIME").trimEnd());
  return `${rows.join("\n")}\n`;
}

async function checkSnapshot(name: string, screen: readonly string[]): Promise<void> {
  const file = join(SNAPSHOTS, name);
  const text = normalize(screen);
  if (process.env.UPDATE_GOLDEN) {
    await mkdir(SNAPSHOTS, { recursive: true });
    await writeFile(file, text);
  }
  assert.equal(text, await readFile(file, "utf8"));
}

const countBars = (screen: readonly string[]) => screen.filter((row) => BAR.test(row)).length;
const release = (folder: string) => writeFile(join(folder, "go"), "");

testWith(test, ["tmux"], "at 40 columns everything fits, and an early exit leaves the terminal as it was", () =>
  inFleet({ columns: 40 }, async (tmux) => {
    const screen = await tmux.sees(STANDS);
    await checkSnapshot("live_40.txt", screen);
    assert.equal(countBars(screen), 1);
    await tmux.press("C-c");
    await tmux.press("C-c");
    const after = await tmux.seesPrompt();
    assert.equal(countBars(after), 0, after.join("\n"));
    assert.ok(await tmux.hasCursor());
  }),
);

testWith(test, ["tmux"], "at 80 columns everything fits; a narrower terminal has each row once; the end has none", () =>
  inFleet({ columns: 80 }, async (tmux, folder) => {
    await checkSnapshot("live_80.txt", await tmux.sees(STANDS));
    await tmux.resize(50, 24);
    const narrow = await tmux.sees(/^[█░]{12} 24\/40/m);
    assert.equal(countBars(narrow), 1, narrow.join("\n"));
    assert.equal(narrow.filter((row) => /^ {2}…\/\S+ +retry/.test(row)).length, 2, narrow.join("\n"));
    await release(folder);
    const after = await tmux.seesPrompt();
    assert.equal(countBars(after), 0, after.join("\n"));
  }),
);

testWith(test, ["tmux"], "at 120 columns everything fits; whoever is killed leaves a cursor and a free row", () =>
  inFleet({ columns: 120 }, async (tmux) => {
    await checkSnapshot("live_120.txt", await tmux.sees(STANDS));
    await tmux.kill();
    const after = await tmux.seesPrompt();
    assert.equal(countBars(after), 1);
    assert.ok(await tmux.hasCursor());
  }),
);

testWith(test, ["tmux"], "at 200 columns everything fits; a process that was stopped goes on below", () =>
  inFleet({ columns: 200 }, async (tmux, folder) => {
    await checkSnapshot("live_200.txt", await tmux.sees(STANDS));
    await tmux.press("C-z");
    await tmux.seesPrompt();
    await tmux.type("echo between; fg");
    const screen = await tmux.sees(/^between$[\s\S]*24\/40/m);
    assert.ok(screen.indexOf("between") < screen.findLastIndex((row) => BAR.test(row)), screen.join("\n"));
    await release(folder);
    await tmux.seesPrompt();
  }),
);

testWith(
  test,
  ["tmux"],
  "without colours and in the locale C, all is plain ASCII; of many lanes, half a screen is shown",
  () =>
    inFleet({ columns: 80, flags: "--jobs 16", env: { LANG: "C", NO_COLOR: "1" } }, async (tmux) => {
      const screen = await tmux.sees(/\+\d+ more[\s\S]*24\/40/);
      const colored = await tmux.look({ colors: true });
      assert.match(colored.join("\n"), /^[ -~\n]*$/);
      const first = screen.findIndex((row) => /^ {2}\.\.\.\/\S+ +(?:retry|scanning)/.test(row));
      const bar = screen.findIndex((row) => BAR.test(row));
      assert.ok(bar - first < 12, screen.join("\n"));
      assert.ok(screen.every((row) => widthOf(row) < 80));
    }),
);

testWith(test, ["tmux"], "a dumb terminal, and one of a CI system, get plain lines with whole names", async () => {
  for (const env of [{ TERM: "dumb" }, { CI: "true" }]) {
    await inFleet(
      { columns: 120, flags: "--progress full; echo code $?", env: { ...env, FLEET_HOLD: "40" } },
      async (tmux) => {
        const screen = await tmux.sees(/^code 4$/m);
        assert.ok(
          screen.some((row) => row.includes("registry.example.com/")),
          screen.join("\n"),
        );
        assert.equal(countBars(screen), 0);
      },
    );
  }
});

test.run();
