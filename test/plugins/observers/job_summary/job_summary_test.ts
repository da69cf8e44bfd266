import assert from "node:assert/strict";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { defineObserver } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, runObserver } from "#core/testing/mod.ts";
import { jobSummary } from "#plugins/mod.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withEnvironment } from "#support/with_environment.ts";

const HOSTILE = "evil\n::set-output name=x::y\n<img src=x onerror=alert(1)> | @everyone #1";

const outcomes = [
  fakeOutcome({ target: { image: "app:1" }, data: { findings: [fakeFinding({ severity: "CRITICAL" })] } }),
  fakeOutcome({ target: { image: HOSTILE }, error: { message: `cannot pull ${HOSTILE}` } }),
];

test("the result of a run is appended to the job's summary, below what others wrote", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "summary.md");
    await writeFile(file, "# Lint\nall is well");
    await withEnvironment({ GITHUB_STEP_SUMMARY: file }, async () => {
      await runObserver(jobSummary(), { outcomes });
    });
    const text = await readFile(file, "utf8");
    assert.match(text, /^# Lint\nall is well\n\n## hullscan: `test`\n\n<!-- hullscan:test -->\n/);
    assert.match(text, /\*\*1 CRITICAL in 1 of 1 image scanned; 1 could not be scanned\*\*/);
    assert.match(text, /\| `app:1` \| 1 \|/);
  });
});

test("a stranger's text is no markup and no line of its own there", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "summary.md");
    await runObserver(jobSummary({ file }), { outcomes });
    const text = await readFile(file, "utf8");
    assert.match(text, /set&#45;output/);
    assert.doesNotMatch(text, /<img|^\s*::|[^`\w]@everyone/m);
  });
});

test("without a file there is nothing to do", async () => {
  await inTempFolder(async (folder) => {
    await withEnvironment({ GITHUB_STEP_SUMMARY: "" }, async () => {
      const { logs } = await runObserver(jobSummary(), { outcomes, cwd: folder });
      assert.deepEqual(logs, []);
    });
    assert.deepEqual(await readdir(folder), []);
  });
});

test("a summary that cannot be written is a warning that names the file and the reason", async () => {
  await inTempFolder(async (folder) => {
    const closed = join(folder, "closed.md");
    await writeFile(closed, "kept");
    await chmod(closed, 0o400);
    const reasons: [string, RegExp][] = [
      [join(folder, "missing/summary.md"), /no such folder/],
      [folder, /there is a folder of that name/],
      ...(process.getuid?.() === 0 ? [] : [[closed, /permission denied/] as [string, RegExp]]),
    ];
    for (const [file, reason] of reasons) {
      const { logs, summary } = await runObserver(jobSummary({ file }), { outcomes });
      assert.equal(summary.done, 1);
      const [warning = "", ...more] = logs;
      assert.deepEqual(more, []);
      assert.match(warning, reason);
      assert.ok(warning.startsWith(`warn: Cannot write the summary of the job, "${file}": `), warning);
    }
    assert.equal(await readFile(closed, "utf8"), "kept");
  });
});

test("what has no room is left out: the rows that do not fit, or the whole page, and a warning says so", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "summary.md");
    const many = Array.from({ length: 200 }, (_, index) =>
      fakeOutcome({ target: { image: `app-${index}:1` }, error: { message: "gone ".repeat(40) } }),
    );
    const small = await runObserver(jobSummary({ file, maxBytes: 14_000 }), { outcomes: many });
    assert.match(small.logs.join("\n"), /^warn: Summary of the job: Markdown: \d+ rows are left out/);
    const { size } = await stat(file);
    assert.ok(size > 4000 && size <= 14_000, `${size}`);
    const full = await runObserver(jobSummary({ file, maxBytes: size + 100 }), { outcomes: many });
    assert.match(full.logs.join("\n"), /Cannot write the summary .* no room left below its limit/);
    assert.equal((await stat(file)).size, size);
  });
});

test("errors of the run stand above its tables", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "summary.md");
    const { definition } = jobSummary();
    const both = defineObserver({
      name: "gate",
      setup: async (_options, ctx) => {
        const { observe } = await definition.setup({ file, maxBytes: 900_000 } as never, ctx as never);
        return {
          observe: (events$, context) => {
            const done = observe(events$, context);
            events$.subscribe(({ type }) => type === "run.ending" && context.log.error("HIGH: 3 findings | <b>"));
            return done;
          },
        };
      },
    });
    await runObserver(both(), { outcomes });
    assert.match(
      await readFile(file, "utf8"),
      /## hullscan: `test`\n\n\*\*Error:\*\* <code>HIGH&#58; 3 findings &#124; &#60;b&#62;<\/code>\n\n<!--/,
    );
  });
});

test.run();
