import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { type CliOptions, runCli, startCli } from "#support/cli.ts";
import { makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { openBrowser } from "../../../../bin/commands/ui/open_browser.ts";
import { fetchPath } from "./support/fetch_page.ts";

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

test("scan ui prints its address, answers with the rules of the folder, and ends at Ctrl-C with 0", async () => {
  await inTempFolder(async (cwd) => {
    await makeHistory(join(cwd, ".hullscan/history.db"), RUNS);
    const rule = "{ id: CVE-1, reason: not loaded, until: 2999-12-31, over_a_year: true }";
    await writeFile(join(cwd, "scan.accept.yaml"), `accept:\n  - ${rule}\n`);
    const before = (await readdir(join(cwd, ".hullscan"))).sort();
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
    assert.deepEqual((await readdir(join(cwd, ".hullscan"))).sort(), before, "nothing is written");
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

test("openBrowser() names no token where everybody may read it, and leaves no file", async () => {
  if (process.platform !== "linux") return;
  await inTempFolder(async (folder) => {
    await mkdir(join(folder, "tmp"));
    const seen = join(folder, "seen");
    await writeFile(join(folder, "xdg-open"), `#!/bin/sh\necho "$@" > ${seen}.part && mv ${seen}.part ${seen}\n`, {
      mode: 0o755,
    });
    const address = "http://127.0.0.1:1/?token=secret-token";
    const variables = { PATH: `${folder}:${process.env.PATH}`, DISPLAY: ":9", TMPDIR: join(folder, "tmp") };
    await withEnvironment(variables, async () => {
      const { close } = await openBrowser(address);
      let words = "";
      while (words === "") {
        words = await readFile(seen, "utf8").catch(() => "");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.doesNotMatch(words, /secret-token/);
      const file = fileURLToPath(words.trim());
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.match(await readFile(file, "utf8"), /url=http:\/\/127\.0\.0\.1:1\/\?token=secret-token"/);
      await close();
      assert.deepEqual(await readdir(join(folder, "tmp")), []);
    });
    await withEnvironment({ PATH: folder, DISPLAY: "", WAYLAND_DISPLAY: "" }, async () => {
      await (await openBrowser(address)).close();
    });
  });
});

test.run();
