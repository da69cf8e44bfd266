import assert from "node:assert/strict";
import { test } from "uvu";
import type { Outcome } from "#core/model/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { toElement, toReportedFinding } from "#plugins/lib/formats/mod.ts";
import { makeDone, makeFailed, makeSecret, makeSkipped } from "#support/outcomes.ts";

/** Checks an element as text, so that the order of the keys counts too. */
function assertElement(outcome: Outcome, expected: unknown) {
  assert.equal(JSON.stringify(toElement(outcome, { details: false }), null, 2), JSON.stringify(expected, null, 2));
}

test("toElement() keeps what was found before a target failed or was skipped, with nothing that looks like a whole scan", () => {
  const scan_timestamp = "2024-01-02T03:04:07.250+00:00";
  const secret = { Secret: { LOW: [toReportedFinding(makeSecret("LOW"))] } };
  const partly = {
    ...makeFailed({ kind: "dtr-tag", image: "dtr.example.com/a/b:1" }),
    data: { findings: [makeSecret("LOW")] },
  };
  assertElement(partly, {
    image: "dtr.example.com/a/b:1",
    error: 'There is no image "nginx:1.27"',
    error_code: "IMAGE_NOT_FOUND",
    scan_timestamp,
    scan_type: "dtr",
    ...secret,
  });
  assertElement(
    { ...makeSkipped(), data: { findings: [makeSecret("LOW")] } },
    { image: "nginx:1.27", skipped: "up to date", scan_timestamp, scan_type: "remote", ...secret },
  );
});

test("toElement() writes caveats where there are any, and only there", () => {
  const caveats = [{ code: "OS_UNKNOWN", message: "It is not known" }];
  const plain = makeDone([]);
  const { caveats: told, ...rest } = toElement(
    { ...plain, data: { findings: [], scans: [fakeScan({ caveats })] } },
    { details: false },
  );
  assert.deepEqual(told, caveats);
  assert.deepEqual(rest, toElement(plain, { details: false }));
  assertElement({ ...plain, data: { findings: [], scans: [fakeScan()] } }, rest);
});

test("toElement() leaves accepted findings out of the groups; with details they have groups of their own", () => {
  const accepted = {
    status: "accepted",
    reason: "a test key",
    rule: "scan.accept.yaml:3",
    until: "2026-12-31",
  } as const;
  const secret = makeSecret("HIGH");
  const plain = makeDone([makeSecret("LOW")]);
  const outcome = makeDone([{ ...secret, accepted }, makeSecret("LOW")]);
  assertElement(outcome, toElement(plain, { details: false }));
  const { scan_details, ...rest } = toElement(outcome, { details: true });
  const { scan_details: plainDetails, ...plainRest } = toElement(plain, { details: true });
  assert.deepEqual(rest, plainRest);
  const marked = { ...toReportedFinding(secret), details: { path: "/app/.env" }, accepted };
  assert.deepEqual(JSON.parse(JSON.stringify(scan_details)), {
    ...(plainDetails as object),
    accepted: { Secret: { HIGH: [marked] } },
  });
});

test.run();
