/** Registries that refuse: what the look-up knows is not paid for again by every image, and never thrown away. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { startRegistry } from "#demo/registry/mod.ts";
import { makeCertificate } from "#support/certificate.ts";
import { runCli } from "#support/cli.ts";
import { writeCountingTrivy } from "#support/counting_trivy.ts";
import { testWith } from "#support/needs.ts";
import { loadReport, type ReportElement } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

let demo: DemoRegistry;
test.before(async () => {
  demo = await startDemoRegistry();
});
test.after(() => demo.close());

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly report: readonly ReportElement[];
  /** What Trivy was started for. */
  readonly scans: readonly string[];
}

/** Scans images with a Trivy that says nothing when it fails, two at a time. */
async function scan(images: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  let ended: Ended | undefined;
  await inTempFolder(async (cwd) => {
    const trivy = await writeCountingTrivy(cwd);
    const sinks = ["grouped_json", "stdout_filename"];
    const processors = ["digest", { trivy: { binary: trivy.path } }];
    const config = { sources: ["image_list"], processors, jobs: 2, sinks };
    await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
    await writeFile(join(cwd, "input_images.txt"), images.join("\n"));
    const result = await runCli([], { cwd, env: { TRIVY_DB_REPOSITORY: demo.dbRepository, ...env } });
    ended = { ...result, report: await loadReport(cwd, result.stdout), scans: await trivy.listScans() };
  });
  return ended ?? assert.fail();
}

function twelve(host: string): readonly string[] {
  return Array.from({ length: 12 }, (_, index) => `${host}/team/app-${index}:1`);
}

function assertAllFailed({ code, report, stderr }: Ended, reason: RegExp): void {
  assert.equal(code, 4, stderr);
  assert.equal(report.length, 12);
  for (const { image, error = "" } of report) {
    assert.match(error, reason);
    assert.ok(error.includes(image), error);
  }
}

testWith(test, ["trivy"], "twelve images of a registry that nobody is at: no Trivy is started, said once", async () => {
  const gone = await startRegistry();
  await gone.close();
  const ended = await scan(twelve(gone.host));
  assertAllFailed(ended, /the registry cannot be reached \(.*connection refused\)$/);
  assert.deepEqual(ended.scans, []);
  assert.equal(ended.stderr.split(`The registry "${gone.host}" is left alone for 60 s`).length, 2, ended.stderr);
});

testWith(test, ["trivy"], "nor for images that are named by their digests, which nobody has to look up", async () => {
  const gone = await startRegistry();
  await gone.close();
  const ended = await scan(twelve(gone.host).map((image) => image.replace(/:1$/, `@sha256:${"1".repeat(64)}`)));
  assertAllFailed(ended, /the registry cannot be reached \(.*connection refused\)$/);
  assert.deepEqual(ended.scans, []);
});

testWith(test, ["trivy"], "twelve images that are not there: no Trivy is started", async () => {
  const ended = await scan(twelve(demo.registry.host));
  assertAllFailed(ended, /there is no such image \(HTTP 404/);
  assert.deepEqual(ended.scans, []);
});

testWith(test, ["trivy"], "a registry that answers 503 to all is asked a few times for all, not for each", async () => {
  const busy = await startRegistry();
  busy.setIntercept(() => ({ status: 503 }));
  try {
    const ended = await scan(twelve(busy.host));
    assertAllFailed(ended, /the registry cannot be reached \(HTTP 503/);
    // Before three have met it, it may be those images alone.
    assert.ok(new Set(ended.scans).size <= 2, ended.scans.join("\n"));
  } finally {
    await busy.close();
  }
});

testWith(test, ["trivy", "openssl"], "a certificate that nobody trusts: Trivy is asked, too, but not for each", () =>
  inTempFolder(async (folder) => {
    const server = createServer(makeCertificate(folder), (_request, response) => void response.end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      // Not a loopback name: those may be asked without TLS.
      const ended = await scan(twelve(`0.0.0.0:${(server.address() as AddressInfo).port}`));
      assertAllFailed(ended, /the registry's certificate is not accepted/);
      assert.ok(ended.scans.length >= 1 && ended.scans.length <= 2, ended.scans.join("\n"));
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }),
);

testWith(test, ["trivy"], "a passing outage costs no image", async () => {
  const registry = await startDemoRegistry();
  let left = 6;
  registry.registry.setIntercept(({ path }) => {
    if (!path.includes("/demo/")) return undefined;
    left -= 1;
    return left >= 0 ? { status: 503 } : undefined;
  });
  try {
    const { code, stderr, report } = await scan(registry.references);
    assert.equal(code, 0, stderr);
    assert.ok(report.every(({ error }) => error === undefined));
  } finally {
    await registry.close();
  }
});

/** What a registry may answer about one image, and what is to be said of that. */
const ANSWERS = [
  {
    name: "basic",
    answer: { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
    says: /refuses access/,
  },
  { name: "denied", answer: { status: 403, body: '{"errors":[{"code":"DENIED"}]}' }, says: /refuses access.*DENIED/ },
  { name: "paid", answer: { status: 402 }, says: /HTTP 402/ },
  { name: "gone", answer: { status: 410 }, says: /HTTP 410/ },
  { name: "quarantined", answer: { status: 412 }, says: /HTTP 412/ },
  { name: "forbidden", answer: { status: 451 }, says: /HTTP 451/ },
  {
    name: "page",
    answer: { status: 200, headers: { "content-type": "text/html" }, body: "<!DOCTYPE html><p>Log in</p>" },
    says: /web page/,
  },
] as const;

testWith(
  test,
  ["trivy"],
  "what the look-up was told is the error of a Trivy that says nothing, after one start",
  async () => {
    const { registry } = demo;
    registry.setIntercept(({ path }) => {
      const name = /^\/v2\/told\/(.+)\/manifests\//.exec(path)?.[1];
      const challenge = `Bearer realm="http://${registry.host}/token",service="demo"`;
      if (path === "/token") return { status: 400, body: '{"errors":[{"code":"NO_ACCOUNT","message":"who are you"}]}' };
      if (name === "token") return { status: 401, headers: { "www-authenticate": challenge } };
      return ANSWERS.find((one) => one.name === name)?.answer;
    });
    const names = [...ANSWERS.map(({ name }) => name), "token"];
    try {
      const ended = await scan(names.map((name) => `${registry.host}/told/${name}:1`));
      assert.equal(ended.code, 4, ended.stderr);
      const errorOf = (name: string) => ended.report.find(({ image }) => image.includes(`/${name}:`))?.error ?? "";
      for (const { name, says } of ANSWERS) assert.match(errorOf(name), says);
      assert.match(errorOf("token"), /token service answers HTTP 400, NO_ACCOUNT: who are you/);
      assert.deepEqual([...ended.scans].sort(), [...new Set(ended.scans)].sort());
      assert.ok(!ended.stderr.includes("TRIVY_SILENT"), ended.stderr);
    } finally {
      registry.setIntercept(undefined);
    }
  },
);

test.run();
