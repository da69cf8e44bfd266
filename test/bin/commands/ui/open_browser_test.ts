import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { inTempFolder } from "#support/temp_folder.ts";
import { openBrowser } from "../../../../bin/commands/ui/open_browser.ts";

test("without room for the file that opens a browser there is none, and the page is served all the same", () =>
  inTempFolder(async (folder) => {
    const { TMPDIR, DISPLAY } = process.env;
    Object.assign(process.env, { TMPDIR: join(folder, "gone"), DISPLAY: ":99" });
    try {
      await assert.doesNotReject(async () => (await openBrowser("http://127.0.0.1:1/?token=t")).close());
    } finally {
      for (const [name, value] of Object.entries({ TMPDIR, DISPLAY })) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  }));

test.run();
