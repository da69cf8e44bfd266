import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { renderErrorDocs } from "#support/error_docs.ts";

const PAGE = join(import.meta.dirname, "../../docs/errors.md");

test("docs/errors.md says what the error tables say (UPDATE_DOCS=1 npm test -- error_docs writes it)", async () => {
  const expected = renderErrorDocs();
  if (process.env.UPDATE_DOCS === "1") await writeFile(PAGE, expected);
  assert.equal(await readFile(PAGE, "utf8"), expected);
});

test.run();
