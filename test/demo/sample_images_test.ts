import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { sampleImages } from "#demo/sample_images.ts";

test("sampleImages() are small, have names of their own, and share the layers of their bases", () => {
  const images = sampleImages();
  assert.equal(new Set(images.map(({ repository, tag }) => `${repository}:${tag}`)).size, 4);
  for (const { image } of images) assert.ok(image.blobs.reduce((size, { bytes }) => size + bytes.length, 0) < 8192);
  const bases = images.map(({ image }) => image.blobs[1]?.digest);
  assert.equal(new Set(bases).size, 2);
});

test("no file of the demo holds what has the form of a secret", () => {
  const folder = join(import.meta.dirname, "../../demo");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length > 20);
  for (const { parentPath, name } of files) {
    assert.doesNotMatch(readFileSync(join(parentPath, name), "utf8"), /(?:AKIA|ASIA)[A-Z0-9]{16}/, name);
  }
});

test.run();
