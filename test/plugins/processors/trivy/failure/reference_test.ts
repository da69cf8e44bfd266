import assert from "node:assert/strict";
import { test } from "uvu";
import { parseReference } from "../../../../../plugins/processors/trivy/failure/reference.ts";

test("parseReference() takes a reference apart", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const rows = {
    nginx: { host: undefined, repository: "nginx", version: "latest" },
    "team/app:1.0": { host: undefined, repository: "team/app", version: "1.0" },
    "localhost/app": { host: "localhost", repository: "app", version: "latest" },
    "127.0.0.1:5000/a/b_c:1": { host: "127.0.0.1:5000", repository: "a/b_c", version: "1" },
    "registry:5000/a": { host: "registry:5000", repository: "a", version: "latest" },
    [`ghcr.io/a/b:1@${digest}`]: { host: "ghcr.io", repository: "a/b", version: digest },
  };
  for (const [image, expected] of Object.entries(rows)) assert.deepEqual(parseReference(image), expected, image);
});

test("parseReference() refuses what no registry would take", () => {
  for (const image of [
    "",
    "-foo",
    "--help",
    "A",
    "ghcr.io/Team/app",
    "a b",
    "a:",
    "a:-1",
    "a@sha256:12",
    "a//b",
    "a/",
    "/a",
    "a:1:2",
    "https://a.b/c",
  ]) {
    assert.equal(parseReference(image), undefined, image);
  }
});

test.run();
