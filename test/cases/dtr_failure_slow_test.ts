/** What `scan dtr` meets when something is wrong: with the login, the DTR, the network, the call. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { HTML_PAGE, INTERNAL_ERROR, rateLimited, TO_LOGIN } from "#demo/dtr/mod.ts";
import { makeCertificate } from "#support/certificate.ts";
import { listScans } from "#support/dtr_bench.ts";
import { testWith } from "#support/needs.ts";
import { loadReport } from "#support/report.ts";
import { ALL_SCANS, countPosts, LOGIN, withScanDtr } from "#support/scan_dtr.ts";
import { inTempFolder } from "#support/temp_folder.ts";

for (const refusal of ["enveloped", "bare"] as const) {
  test(`scan dtr with a login that is refused (${refusal}): one message, exit 3, exactly one request`, async () => {
    await withScanDtr(
      async ({ dtr, run }) => {
        const env = { DTR_USER: LOGIN.user, DTR_TOKEN: "wrong-token", DTR_URL: dtr.url };
        const { code, stdout, stderr } = await run([], env);
        assert.deepEqual([code, stdout], [3, ""], stderr);
        assert.match(
          stderr,
          /^scan: DTR at \S+ refuses the login of "ann"[^\n]*\n {2}Check DTR_USER and DTR_TOKEN[^\n]*\n$/,
        );
        assert.ok(!stderr.includes("wrong-token"));
        assert.equal(dtr.requests.length, 1);
      },
      { refusal },
    );
  });
}

test("scan dtr with a login that is lost on the way: exit 3, and nothing is asked after that", async () => {
  await withScanDtr(async ({ dtr, cwd, run }) => {
    let after = 0;
    dtr.setIntercept(({ method }) => {
      if (after > 0) after += 1;
      if (method !== "POST") return undefined;
      after = Math.max(after, 1);
      return { status: 401, body: '{"code":"NOT_AUTHENTICATED","message":"The client is not authenticated."}' };
    });
    const { code, stdout, stderr } = await run(["--jobs", "1", "--days", "15"]);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /scan: DTR at \S+ refuses the login of "ann"/);
    assert.equal(countPosts(dtr), 1);
    const report = await loadReport(cwd, stdout);
    assert.match(report.at(-1)?.error ?? "", /refuses the login/);
  });
});

test("scan dtr goes on after what fails for one tag or one namespace: exit 4", async () => {
  await withScanDtr(async ({ dtr, cwd, run }) => {
    await writeFile(join(cwd, "namespaces.yaml"), "Namespaces: [gone, dev, ops]\n");
    dtr.setIntercept(({ method, path }) => {
      if (method === "POST" && path.includes("/1.1/"))
        return { status: 403, body: '{"errors":[{"code":"NOT_AUTHORIZED"}]}' };
      return path.endsWith("/tags/1.0") ? INTERNAL_ERROR : undefined;
    });
    const { code, stdout, stderr } = await run(["--days", "15"]);
    assert.equal(code, 4, stderr);
    const report = await loadReport(cwd, stdout);
    const failed = report.filter(({ error }) => error !== undefined).map(({ image }) => image.replace(/^[^/]+\//, ""));
    assert.deepEqual(failed.sort(), ["dev/api:1.0", "dev/api:1.1", "gone"]);
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS.slice(1));
    for (const expected of [/gone {2}DTR_NOT_FOUND/, /1\.1 {2}DTR_FORBIDDEN/, /needs write access/]) {
      assert.match(stderr, expected);
    }
  });
});

test("scan dtr gets over what passes: 429, 503, a 500, connections that break in the middle of a page", async () => {
  await withScanDtr(async ({ dtr, run }) => {
    const faults = [
      [/\/features$/, rateLimited(1)],
      [/\/repositories\/dev$/, { cutAfterBytes: 40 }],
      [/\/api\/tags$/, { cutAfterBytes: 10 }],
      [/\/tags\/1\.0$/, { status: 503 }],
    ] as const;
    const seen = new Set<RegExp>();
    dtr.setIntercept(({ path }) => {
      const [pattern, fault] = faults.find(([one]) => one.test(path) && !seen.has(one)) ?? [];
      if (pattern) seen.add(pattern);
      return fault;
    });
    const { code, stderr } = await run(["--days", "15"]);
    assert.equal(code, 0, stderr);
    assert.equal(seen.size, faults.length);
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS);
  });
});

for (const [what, fault] of [
  ["a page for people", HTML_PAGE],
  ["a redirect to a login page", TO_LOGIN],
] as const) {
  test(`scan dtr says that ${what} is no DTR: exit 3`, async () => {
    await withScanDtr(async ({ dtr, run }) => {
      dtr.setIntercept(() => fault);
      const { code, stdout, stderr } = await run();
      assert.deepEqual([code, stdout], [3, ""]);
      assert.match(stderr, /does not speak DTR's API/);
      assert.ok(!stderr.includes("JSON at position"));
    });
  });
}

test("scan dtr with mistakes in the call or the files: exit 2, what to do about it, and nothing begun", async () => {
  await withScanDtr(async ({ dtr, cwd, run }) => {
    await writeFile(join(cwd, "typo.yaml"), "Namespaces:\n  - dev\n  - a b\n");
    const cases = [
      [["--file", "gone.yaml"], undefined, /no file "gone\.yaml"[\s\S]*Namespaces:\n/],
      [["--file", "typo.yaml"], undefined, /typo\.yaml line 3, column 5: "a b" is not a namespace/],
      [["--days", "soon"], undefined, /--days.*soon.*whole number/],
      [["--busy-statuses", "2;3"], undefined, /--busy-statuses.*separated by commas/],
      [["--url", "ftp://dtr.example.com"], undefined, /Cannot use the address of DTR/],
      [["--ca", "none.pem"], undefined, /none\.pem/],
      [[], {}, /DTR_URL[\s\S]*DTR_USER and DTR_TOKEN are not set/],
      [["--url", dtr.url, "--user", "ann"], {}, /DTR_TOKEN is not set/],
      [["dev"], undefined, /too many arguments/],
    ] as const;
    for (const [args, env, expected] of cases) {
      const { code, stdout, stderr } = await run(args, env);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, expected);
    }
    // The login is checked at the same time as the files are.
    assert.ok(dtr.requests.every(({ path }) => path.endsWith("/meta/features")));
    assert.deepEqual((await readdir(cwd)).sort(), ["namespaces.yaml", "typo.yaml"]);
  });
});

test("scan dtr refuses a flag that the config's pipeline cannot heed", async () => {
  await withScanDtr(async ({ dtr, cwd, run }) => {
    await writeFile(
      join(cwd, "scan.config.yaml"),
      "pipelines:\n  dtr:\n    sources: [dtr_namespaces]\nsinks: []\nscanless: true\n",
    );
    const { code, stderr } = await run(["--dry-run"]);
    assert.equal(code, 2);
    assert.match(stderr, /--dry-run has no effect: the pipeline "dtr" of the config has no dtr_rescan/);
    assert.equal(dtr.requests.length, 0);
  });
});

testWith(
  test,
  ["openssl"],
  "a DTR with a certificate of its own: refused with a hint, accepted with --ca or --insecure",
  async () => {
    await inTempFolder(async (folder) => {
      const { key, cert, certFile } = makeCertificate(folder);
      await withScanDtr(
        async ({ dtr, run }) => {
          const refused = await run();
          assert.deepEqual([refused.code, refused.stdout, countPosts(dtr)], [3, "", 0]);
          assert.match(refused.stderr, /certificate is not trusted[\s\S]*`ca`/);
          const trusted = await run(["--ca", certFile]);
          assert.equal(trusted.code, 0, trusted.stderr);
          assert.ok(!/warn/.test(trusted.stderr), trusted.stderr);
          const unchecked = await run(["--insecure", "--busy-statuses", "2,3,4,5"]);
          assert.equal(unchecked.code, 0, unchecked.stderr);
          assert.equal(unchecked.stderr.match(/warn: .*insecure/g)?.length, 1, unchecked.stderr);
        },
        { tls: { key, cert } },
      );
    });
  },
);

test.run();
