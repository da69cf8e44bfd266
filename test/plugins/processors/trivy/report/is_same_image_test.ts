import assert from "node:assert/strict";
import { test } from "uvu";
import { isSameImage } from "#plugins/processors/trivy/report/is_same_image.ts";

const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;

function check(image: string, Metadata: { ImageID?: string; RepoDigests?: string[] } | undefined, known = digest) {
  return isSameImage(
    { data: { image: { reference: image, digest: known, source: "registry" } } },
    { image, report: { Metadata } },
  );
}

test("what is scanned by its digest is the image of that digest, whatever is told of it", () => {
  assert.equal(check(`nginx@${digest}`, undefined), true);
  assert.equal(check(`nginx@${digest}`, { ImageID: other }), true);
});

test("what is scanned by its name is it where the scanner tells the same id or digest", () => {
  assert.equal(check("app:1", { ImageID: digest }), true);
  assert.equal(check("app:1", { ImageID: other, RepoDigests: [`app@${digest}`] }), true);
  assert.equal(check("app:1", { ImageID: other, RepoDigests: [`app@${other}`] }), false);
  assert.equal(check("app:1", undefined), false);
});

test("without a digest nothing is certain", () => {
  assert.equal(isSameImage({ data: {} }, { image: "app:1", report: { Metadata: { ImageID: digest } } }), false);
});

test.run();
