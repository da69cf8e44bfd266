import assert from "node:assert/strict";
import { chmod, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fakeFinding, fakeOutcome } from "#core/testing/mod.ts";
import { runCli } from "#support/cli.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const FILE = "scan.accept.yaml";
const UNTIL = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const RULE = ["--reason", "not loaded", "--until", UNTIL];

const OUTCOMES = ["shop/api:1", "shop/web:1", "other/tool:1"].map((image) =>
  fakeOutcome({ target: { image }, data: { findings: [fakeFinding()] }, pipeline: "remote" }),
);

test("scan accept adds a rule to the file beside the config, and says what it accepts of the newest report", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.ndjson"), (await formatOutcomes("ndjson", OUTCOMES)).parts[""] ?? "");
    const args = ["accept", "CVE-2024-0001", "--image", "shop/*", ...RULE];
    const dry = await runCli([...args, "--dry-run"], { cwd });
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(
      dry.stdout,
      /^Would add to scan\.accept\.yaml:[\s\S]*It accepts 2 findings in 2 targets of scan\.ndjson/,
    );
    assert.deepEqual(await readdir(cwd), ["scan.ndjson"]);
    const added = await runCli([...args, "--owner", "@shop", "--when-fixed", "false"], { cwd });
    assert.equal(added.code, 0, added.stderr);
    assert.match(added.stdout, /^Added to scan\.accept\.yaml:\n\n {2}- id: CVE-2024-0001\n/);
    assert.equal(
      await readFile(join(cwd, FILE), "utf8"),
      `accept:\n  - id: CVE-2024-0001\n    image: shop/*\n    when_fixed: false\n    reason: not loaded\n    until: ${UNTIL}\n    owner: "@shop"\n`,
    );
    const broad = await runCli(["accept", "--kind", "vulnerability", "--image", "**", ...RULE], { cwd });
    assert.match(broad.stdout, /It accepts 1 finding in 1 target.*\nIts glob is that of every image/);
    const late = await runCli(["accept", "CVE-2024-0001", ...RULE], { cwd });
    assert.match(late.stdout, /It accepts nothing in scan\.ndjson: another rule, before it, does so already/);
    const none = await runCli(["accept", "CVE-2024-0001", "--image", "gone/*", ...RULE], { cwd });
    assert.match(none.stdout, /It accepts nothing in scan\.ndjson: no image matches/);
    assert.deepEqual((await readdir(cwd)).sort(), [FILE, "scan.ndjson"]);
  });
});

test("scan accept refuses a rule that is there already, and one that no run would take, and writes nothing", async () => {
  await inTempFolder(async (cwd) => {
    const text = `# ours\naccept:\n  - { id: [B, A], reason: r, until: 2020-01-01 }\n`;
    await writeFile(join(cwd, FILE), text);
    await chmod(join(cwd, FILE), 0o640);
    for (const [args, words] of [
      [["A", "B", ...RULE], /is there already: scan\.accept\.yaml:3, which ended on 2020-01-01/],
      [["A", "--reason", "r", "--until", "2020-01-01"], /--until: expected a day from 20.* on, not "2020-01-01"/],
      [["A", "--reason", "r", "--until", "2999-01-01"], /--until: expected a day until .*over_a_year/],
      [["A", "--kind", "secrets", ...RULE], /--kind: expected one of .*\n.*Did you mean "secret"\?/],
      [["A", "--not-affected", "no", ...RULE], /--not-affected: expected one of component_not_present/],
      [["--package", "pkg:x", ...RULE], /--package: expected a name or a package URL/],
      [RULE, /expected at least one of id, package, path, image, label, kind/],
      [["A", "--label", "team", ...RULE], /Expected --label NAME=GLOB/],
      [["A", "--reason", "r"], /required option '--until <day>' not specified/],
    ] as const) {
      const { code, stdout, stderr } = await runCli(["accept", ...args], { cwd });
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, words);
    }
    assert.equal(await readFile(join(cwd, FILE), "utf8"), text);
    const added = await runCli(["accept", "A", ...RULE], { cwd });
    assert.equal(added.code, 0, added.stderr);
    assert.ok((await readFile(join(cwd, FILE), "utf8")).startsWith(text));
    assert.equal((await stat(join(cwd, FILE))).mode & 0o777, 0o640);
  });
});

test("scan accept changes no file of rules that is broken, or a link", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, FILE), "accept:\n  - id: A\n    untill: 2027-01-01\n");
    const broken = await runCli(["accept", "B", ...RULE], { cwd });
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /scan.accept.yaml have 3 problems[\s\S]*Did you mean "until"\?/);
  });
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "real.yaml"), "accept: []\n");
    await symlink("real.yaml", join(cwd, FILE));
    const linked = await runCli(["accept", "B", ...RULE], { cwd });
    assert.notEqual(linked.code, 0);
    assert.match(linked.stderr, /it is a symbolic link/);
    assert.equal(await readFile(join(cwd, "real.yaml"), "utf8"), "accept: []\n");
    assert.deepEqual((await readdir(cwd)).sort(), ["real.yaml", FILE].sort());
  });
});

test("scan accept, called several times at once, loses no rule", async () => {
  await inTempFolder(async (cwd) => {
    const calls = ["A", "B", "C"].map((id) => runCli(["accept", id, ...RULE], { cwd }));
    for (const { code, stderr } of await Promise.all(calls)) assert.equal(code, 0, stderr);
    const text = await readFile(join(cwd, FILE), "utf8");
    assert.deepEqual(text.match(/id: \w/g)?.sort(), ["id: A", "id: B", "id: C"]);
  });
});

test.run();
