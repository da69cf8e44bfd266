import assert from "node:assert/strict";
import { createHash } from "node:crypto";

/** A page that asks nobody for anything: its policy allows its own script and style alone, by their checksums. */
export function checkHtml(page: string): void {
  assert.match(page, /^<!doctype html>/i);
  assert.match(page, /<\/html>\s*$/);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";
  const hash = (text = "") => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const script = /<script>(.*?)<\/script>/s.exec(page)?.[1];
  const style = /<style>(.*?)<\/style>/s.exec(page)?.[1];
  assert.equal(
    policy,
    `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  assert.equal(page.match(/<script/g)?.length, 2, "its own, and the data");
  const markup = page.replace(/<(script|style)\b[^>]*>.*?<\/\1>/gs, "");
  const foreign =
    /.{0,20}(?: (?:style|on\w+)="|<(?:iframe|object|embed|img|form)\b|<link(?! rel="icon" href="data:,">)|\bsrc=).{0,40}/;
  assert.equal(foreign.exec(markup)?.[0], undefined);
  const [, json] = /<script type="application\/json" class="data">(.*?)<\/script>/s.exec(page) ?? [];
  if (json !== undefined) assert.ok(Array.isArray(JSON.parse(json)));
}
