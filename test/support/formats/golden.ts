import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../../plugins/lib/formats/golden/", import.meta.url);

/** Checks that a text is what a file in the folder of golden files holds. `UPDATE_GOLDEN=1` writes the file anew. */
export function assertGolden(fileName: string, text: string): void {
  const url = new URL(fileName, FOLDER);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(url, text);
  }
  assert.equal(text, readFileSync(url, "utf8"), `${fileName} is another one: UPDATE_GOLDEN=1 writes it anew`);
}
