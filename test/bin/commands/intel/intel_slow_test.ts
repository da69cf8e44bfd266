import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { daysAgo, makeEpss, makeKev, packEpss } from "#support/intel_files.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const EPSS = packEpss([["CVE-2021-44228", "0.94358", "0.9996"]], { rows: 250_000, date: daysAgo(1) });
const KEV = makeKev([{ cveID: "CVE-2021-44228" }], { entries: 1_400, date: daysAgo(2) });

/** Runs work with a server on loopback. */
async function withServer<T>(answer: RequestListener, work: (address: string) => Promise<T>): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Answers with the files: scores under /epss, the catalogue under all else. */
function serve(epss: string | Buffer, kev: string | Buffer = KEV): RequestListener {
  return ({ url }, response) => void response.end(url?.startsWith("/epss") ? epss : kev);
}

function update(cwd: string, address: string, ...flags: readonly string[]) {
  return runCli(["intel", "update", "--epss", `${address}/epss?key=t0k3n`, "--kev", `${address}/kev`, ...flags], {
    cwd,
  });
}

test("scan intel update downloads both, for this user alone, and scan intel prints their age", async () => {
  await inTempFolder(async (cwd) => {
    const before = await runCli(["intel"], { cwd });
    assert.equal(before.code, 0, before.stderr);
    assert.match(before.stdout, /EPSS scores +not there/);
    assert.match(before.stdout, /Download them: scan intel update/);
    const { code, stdout, stderr } = await withServer(serve(EPSS), (address) => update(cwd, address));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /EPSS scores: updated from http:\/\/127\.0\.0\.1:\d+\/epss\n/);
    assert.match(stdout, /KEV catalogue: updated from/);
    assert.doesNotMatch(stdout + stderr, /t0k3n/);
    const [epss, kev] = ["epss.csv.gz", "kev.json"].map((name) => join(cwd, ".hullscan/intel", name));
    assert.deepEqual(await readFile(epss ?? ""), EPSS);
    assert.equal(await readFile(kev ?? "", "utf8"), KEV);
    for (const file of [epss, kev]) assert.equal((await stat(file ?? "")).mode & 0o777, 0o600);
    const after = await runCli(["intel", "--json"], { cwd });
    const facts = JSON.parse(after.stdout);
    assert.deepEqual([facts.epss.date, facts.epss.ageDays, facts.epss.vulnerabilities], [daysAgo(1), 1, 250_001]);
    // The catalogue is two days old, and was the newest a moment ago.
    assert.deepEqual([facts.kev.date, facts.kev.ageDays, facts.kev.vulnerabilities], [daysAgo(2), 0, 1_401]);
    const again = await withServer(serve(EPSS), (address) => update(cwd, address));
    assert.match(again.stdout, /EPSS scores: those that are there are the newest of/);
  });
});

test("what cannot be downloaded, or is not fit, leaves what is there", async () => {
  await inTempFolder(async (cwd) => {
    assert.equal((await withServer(serve(EPSS), (address) => update(cwd, address))).code, 0);
    const older = packEpss([], { rows: 120_000, date: daysAgo(2) });
    const cases: readonly (readonly [RequestListener, RegExp])[] = [
      [(_, response) => void response.writeHead(404).end("no"), /the server answers 404/],
      [(_, response) => void response.writeHead(500).end("no"), /the server answers 500/],
      [serve("<html>Log in</html>"), /line 1: expected "#model_version/],
      [serve(EPSS.subarray(0, -1_000)), /it cannot be unpacked: unexpected end of file/],
      [serve(packEpss([], { rows: 90_000 })), /it has only 90000 vulnerabilities: a whole file has over 100000/],
      [serve(older), /and what is there is newer/],
      [serve(makeEpss([["CVE-2020-0001", "7", "0"]])), /line 3: epss is "7", not a number from 0 to 1/],
      [
        (_, response) => {
          response.writeHead(200, { "content-length": EPSS.length });
          response.write(EPSS.subarray(0, 1_000), () => response.destroy());
        },
        /Cannot update the EPSS scores from http:\/\/127\.0\.0\.1:\d+\/epss: /,
      ],
    ];
    for (const [answer, expected] of cases) {
      const listener: RequestListener = (request, response) =>
        (request.url?.startsWith("/epss") ? answer : serve(EPSS))(request, response);
      const { code, stdout, stderr } = await withServer(listener, (address) => update(cwd, address));
      assert.equal(code, 3, stdout);
      assert.match(stderr, expected);
      assert.match(stderr, /What was there before stays/);
      assert.doesNotMatch(stdout + stderr, /t0k3n/);
      assert.match(stdout, /EPSS scores: not updated.*KEV catalogue: those that are there are the newest/s);
      assert.deepEqual(await readFile(join(cwd, ".hullscan/intel/epss.csv.gz")), EPSS);
    }
  });
});

test("mirrors and redirections are followed; a file of the config is left alone", async () => {
  await inTempFolder(async (cwd) => {
    const listener: RequestListener = (request, response) =>
      request.url === "/kev.json"
        ? void response.writeHead(302, { location: "/elsewhere" }).end()
        : serve(EPSS)(request, response);
    await withServer(listener, async (address) => {
      await writeFile(join(cwd, "images.txt"), "nginx:1.27\n");
      await writeFile(join(cwd, "mine.csv"), makeEpss([["CVE-2020-0001", "0.1", "0.2"]], { date: daysAgo(6) }));
      const intel = `intel:\n  epss: ./mine.csv\n  kev: ${address}/kev.json\n  folder: ../data\n`;
      const sources = "sources:\n  - image_list: { file: images.txt }\nprocessors: [trivy]\noutputDir: out\n";
      await writeFile(join(cwd, "scan.config.yaml"), sources + intel);
      const { code, stdout, stderr } = await runCli(["intel", "update"], { cwd });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /EPSS scores +\d{4}-\d\d-\d\d +6 days, stale +v2025.03.14 +1 +mine.csv/);
      assert.match(stdout, /EPSS scores: left alone: the config names a file of yours/);
      assert.equal(await readFile(join(cwd, "data/kev.json"), "utf8"), KEV);
      const wrong = await runCli(["intel", "update", "--epss", `${address}/epss`], { cwd });
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /The config names the file of the EPSS scores/);
    });
  });
});

test("a call that makes no sense is refused, and so is a key that is not known", async () => {
  await inTempFolder(async (cwd) => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["intel", "updaet"], /There is no "scan intel updaet"; did you mean "scan intel update"/],
      [["intel", "--kev", "https://example.com/kev.json"], /say where to download from: scan intel update/],
      [["intel", "update", "--epss", "./epss.csv"], /--epss expects an address/],
    ];
    for (const [args, expected] of cases) {
      const { code, stderr } = await runCli(args, { cwd });
      assert.equal(code, 2);
      assert.match(stderr, expected);
    }
    await writeFile(join(cwd, "scan.config.yaml"), "sources: [x]\nintel:\n  esp: ./mine.csv\n  kevMaxDays: 0\n");
    const { code, stderr } = await runCli(["check"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /intel: the key "esp" is not known; .*scan.config.yaml:3:3.*Did you mean "epss"/s);
    assert.match(stderr, /intel.kevMaxDays: expected a whole number of days, 1 or more, not 0/);
  });
});

test.run();
