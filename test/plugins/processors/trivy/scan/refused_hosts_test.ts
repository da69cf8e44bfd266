import assert from "node:assert/strict";
import { test } from "uvu";
import { trivyError } from "#plugins/processors/trivy/errors.ts";
import { sparingRefusedHosts } from "#plugins/processors/trivy/scan/refused_hosts.ts";
import type { Scanned, Scanner } from "#plugins/processors/trivy/scan/scanner.ts";
import { catchScanError } from "#support/scan_error.ts";

const SCANNED: Scanned = { report: { SchemaVersion: 2, ArtifactName: "x" }, databases: [], attempts: 1 } as never;

function createBench(pauseMs?: number) {
  const started: string[] = [];
  let code: "REGISTRY_CERTIFICATE" | "IMAGE_NOT_FOUND" | undefined = "REGISTRY_CERTIFICATE";
  const scan: Scanner = async ({ image }) => {
    started.push(image);
    if (code !== undefined) throw trivyError(code, { doing: `scan "${image}"` });
    return SCANNED;
  };
  const spare = sparingRefusedHosts(scan, pauseMs === undefined ? {} : { pauseMs });
  const run = (image: string, host?: string) => {
    const told = { code: "REGISTRY_CERTIFICATE", message: `Cannot look up ${image}`, retryable: false };
    const unresolved = host === undefined ? undefined : { ...told, host };
    return spare({ image, severities: [], unresolved }, new AbortController().signal);
  };
  return { run, started, set: (next: typeof code) => (code = next) };
}

test("where look-up and Trivy have met the same, Trivy is not started for the next image of the host", async () => {
  const { run, started } = createBench();
  await catchScanError(() => run("a", "reg"));
  const error = await catchScanError(() => run("b", "reg"));
  assert.deepEqual([error.code, error.message], ["REGISTRY_CERTIFICATE", "Cannot look up b"]);
  await catchScanError(() => run("c", "other"));
  await catchScanError(() => run("found"));
  assert.deepEqual(started, ["a", "c", "found"]);
});

test("a Trivy that gets through, or fails for another reason, is started for each", async () => {
  const { run, started, set } = createBench();
  set("IMAGE_NOT_FOUND");
  for (const image of ["a", "b"]) await catchScanError(() => run(image, "reg"));
  set(undefined);
  for (const image of ["c", "d"]) assert.equal(await run(image, "reg"), SCANNED);
  assert.deepEqual(started, ["a", "b", "c", "d"]);
});

test("where Trivy has got through, one image that fails costs no other one; three in a row do", async () => {
  const { run, started, set } = createBench();
  set(undefined);
  await run("a", "reg");
  for (const image of ["b", "c"]) {
    set("REGISTRY_CERTIFICATE");
    for (const more of ["1", "2"]) await catchScanError(() => run(image + more, "reg"));
    set(undefined);
    assert.equal(await run(image, "reg"), SCANNED);
  }
  set("REGISTRY_CERTIFICATE");
  for (const image of ["d", "e", "f", "g"]) await catchScanError(() => run(image, "reg"));
  assert.deepEqual(started, ["a", "b1", "b2", "b", "c1", "c2", "c", "d", "e", "f"]);
});

test("after a pause Trivy is tried again", async () => {
  const { run, started } = createBench(0);
  for (const image of ["a", "b"]) await catchScanError(() => run(image, "reg"));
  assert.deepEqual(started, ["a", "b"]);
});

test.run();
