import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { html } from "../../../plugins/lib/formats/html/markup.ts";

/** What opens a page, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  linux: ["xdg-open"],
  win32: ["explorer.exe"],
};

/**
 * Opens an address in the user's browser, if there is one. Everybody on the machine may read how a program was called: the
 * address is in a file that only its owner may read. `close` removes the file. Where there can be no such file, nothing is
 * opened.
 */
export async function openBrowser(address: string): Promise<{ close(): Promise<void> }> {
  const [program, ...words] = OPENERS[process.platform] ?? [];
  const isSeen = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (program === undefined || !isSeen) return { close: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "hullscan-ui-")).catch(() => undefined);
  if (folder === undefined) return { close: async () => {} };
  const file = join(folder, "open.html");
  const page = html`<!DOCTYPE html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${address}">
<title>Scan history</title>
<a href="${address}">Scan history</a>
`;
  await writeFile(file, page.text, { mode: 0o600 });
  const child = spawn(program, [...words, pathToFileURL(file).href], { stdio: "ignore", detached: true });
  // The address is printed: without a browser nothing is lost.
  child.on("error", () => {});
  child.unref();
  return { close: () => rm(folder, { recursive: true, force: true }) };
}
