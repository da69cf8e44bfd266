import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { type CliOptions, runCli, startCli } from "#support/cli.ts";
import { makeHistory } from "#support/made_history.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { PROGRAM } from "#support/program.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fetchPath } from "./support/fetch_page.ts";
import { closeBrowser, withPage } from "./support/served.ts";

const RUNS = [{ day: "2026-10-01", images: { "app:1": [fakeFinding({ id: "CVE-1" })] } }];

/** Starts `scan ui`, and sends it a signal after the work. */
async function withUi(args: readonly string[], options: CliOptions, work: (address: string) => Promise<void>) {
  const { child, ended, sees } = startCli(["ui", ...args], options);
  assert.ok(child.stdout);
  const printed = once(child.stdout, "data");
  try {
    await Promise.race([sees("Press Ctrl-C"), ended.then(({ stderr }) => assert.fail(stderr))]);
    await work(String((await printed)[0]).trim());
    child.kill("SIGINT");
    return await ended;
  } finally {
    child.kill("SIGKILL");
  }
}

/** What is in a folder, to the byte. SQLite's files for readers come and go; nothing is in them. */
async function takeStock(folder: string) {
  const names = (await readdir(folder)).sort();
  assert.equal((await stat(join(folder, "history.db-wal")).catch(() => undefined))?.size ?? 0, 0);
  const kept = names.filter((name) => !/\.db-(?:wal|shm)$/.test(name));
  return await Promise.all(kept.map(async (name) => [name, await readFile(join(folder, name), "base64")]));
}

test("scan ui prints its address, answers with the rules of the folder, and ends at Ctrl-C with 0", async () => {
  await inTempFolder(async (cwd) => {
    await makeHistory(join(cwd, ".hullscan/history.db"), RUNS);
    const rule = "{ id: CVE-1, reason: not loaded, until: 2999-12-31, over_a_year: true }";
    await writeFile(join(cwd, "scan.accept.yaml"), `accept:\n  - ${rule}\n`);
    const before = await takeStock(join(cwd, ".hullscan"));
    const { code, stdout, stderr } = await withUi([], { cwd }, async (address) => {
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
      const { search } = new URL(address);
      const page = await fetchPath(address, `/${search}`);
      assert.deepEqual([page.status, page.headers["set-cookie"]?.length], [200, 1]);
      assert.match(page.body, /<p class="over">\.hullscan\/history\.db<\/p>/);
      const [cookie = ""] = page.headers["set-cookie"]?.[0]?.split(";") ?? [];
      const files = [...page.body.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, file = ""]) => file);
      assert.equal(files.length, 8);
      const seen = new Set<string>();
      for (const file of files) {
        if (seen.has(file)) continue;
        seen.add(file);
        const { status, body, headers } = await fetchPath(address, file, { headers: { cookie } });
        assert.equal(status, 200, file);
        assert.match(headers["content-type"] ?? "", file.endsWith(".js") ? /^text\/javascript/ : /^text\/css/);
        for (const [, other = ""] of body.matchAll(/from "(\.[^"]+)"/g)) {
          files.push(new URL(other, `http://host${file}`).pathname);
        }
      }
      assert.ok(seen.size > 20, "the scripts that scripts import, too");
      const { body } = await fetchPath(address, "/api/accepted", { headers: { cookie } });
      assert.equal(JSON.parse(body).rules[0].findings, 1);
    });
    assert.deepEqual([code, stdout.split("\n").length], [0, 2], stderr);
    assert.deepEqual(await takeStock(join(cwd, ".hullscan")), before, "nothing is written");
  });
});

test("scan ui says at once what keeps it from starting", async () => {
  await inTempFolder(async (cwd) => {
    const missing = await runCli(["ui"], { cwd });
    assert.deepEqual([missing.code, missing.stdout], [2, ""]);
    assert.match(missing.stderr, /There is no history at/);
    await makeHistory(join(cwd, "mine.db"), RUNS);
    await withUi(["--history", "mine.db"], { cwd }, async (address) => {
      const { port } = new URL(address);
      const taken = await runCli(["ui", "--history", "mine.db", "--port", port], { cwd });
      assert.deepEqual([taken.code, taken.stdout], [2, ""]);
      assert.match(taken.stderr, new RegExp(`The port ${port} is taken: name another one`));
    });
    const high = await runCli(["ui", "--history", "mine.db", "--port", "65536"], { cwd });
    assert.match(high.stderr, /--port 65536: a port is at most 65535/);
    await writeFile(join(cwd, "mine.db"), "no database");
    assert.equal((await runCli(["ui", "--history", "mine.db"], { cwd })).code, 3);
  });
});

/** Starts `scan ui` on a terminal, in a folder with something that opens browsers; ends it by Ctrl-C after the work. */
async function onTerminal(words: string, work: (cwd: string, address: string) => Promise<void>) {
  await inTempFolder(async (cwd) => {
    await makeHistory(join(cwd, ".hullscan/history.db"), RUNS);
    await mkdir(join(cwd, "tmp"));
    const opener = `#!/bin/sh\necho "$@" > ${cwd}/part && mv ${cwd}/part ${cwd}/seen\n`;
    await writeFile(join(cwd, "xdg-open"), opener, { mode: 0o755 });
    const env = {
      PATH: `${cwd}:${process.env.PATH}`,
      HOME: cwd,
      TMPDIR: join(cwd, "tmp"),
      TERM: "xterm",
      DISPLAY: ":9",
    };
    const command = `stty cols 200; exec "${process.execPath}" "${PROGRAM}" ui ${words}`;
    const child = spawn("script", ["-qec", command, "/dev/null"], { cwd, env, timeout: 120_000 });
    let output = "";
    const ended = once(child, "close");
    const begun = new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk;
        if (output.includes("Press Ctrl-C")) resolve();
      });
    });
    await Promise.race([begun, ended.then(() => assert.fail(output))]);
    await work(cwd, /http\S+/.exec(output)?.[0] ?? "");
    child.stdin.write("\x03");
    assert.deepEqual(await ended, [0, null], output);
    assert.deepEqual(
      (await readdir(join(cwd, "tmp"))).filter((name) => name.startsWith("hullscan-ui-")),
      [],
    );
  });
}

testWith(
  test,
  ["script"],
  "on a terminal it opens a browser, by a file: everybody may read how a program is called",
  () =>
    onTerminal("", async (cwd, address) => {
      let words = "";
      while (words === "") {
        words = await readFile(join(cwd, "seen"), "utf8").catch(() => "");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.doesNotMatch(words, /token/);
      const file = fileURLToPath(words.trim());
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.ok((await readFile(file, "utf8")).includes(`url=${address}"`));
      if (findEngine("chromium") === undefined) return;
      await withPage({ address }, async (page) => assert.equal(await page.locator("h2").innerText(), "Runs"), {
        from: words.trim(),
      });
      await closeBrowser();
    }),
);

testWith(test, ["script"], "with --no-open it opens none", () =>
  onTerminal("--no-open", async (cwd, address) => {
    assert.equal((await fetchPath(address, "/")).status, 401);
    assert.ok(!(await readdir(cwd)).includes("seen"));
  }),
);

test.run();
