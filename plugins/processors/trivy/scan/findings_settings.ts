import { resolve } from "node:path";
import { loadText } from "../../../../core/kit.ts";
import { loadChecksState } from "../databases/checks/prepare_checks.ts";
import type { TrivyOptions } from "../options.ts";
import { pickFindingsOptions } from "./findings_options.ts";
import { fingerprint } from "./fingerprint.ts";

/** `2027-01-31`, `2027-01-31T12:00:00+01:00`, `2027-01-31 12:00:00`. */
const MOMENT = /(\d{4}-\d{2}-\d{2})(?:(?:[Tt]|[ \t]+)(\d{1,2}:[\d:.]+)[ \t]*(Z|z|[+-]\d{1,2}(?::?\d{2})?)?)?/g;

/** Where relative paths start, and where the checks for misconfigurations are. */
export interface FindingsSettingsContext {
  readonly cwd: string;
  readonly cacheDir: string;
  /** @default The present moment */
  readonly now?: Date;
}

/**
 * What findings depend on besides image, Trivy and databases, as JSON: options, the content of their files, which dates
 * in them are over, and the checks.
 */
export async function loadFindingsSettings(
  options: TrivyOptions,
  { cwd, cacheDir, now = new Date() }: FindingsSettingsContext,
): Promise<string> {
  const files = await fingerprint(options, { cwd });
  const { ignoreFile } = options;
  const ignored = ignoreFile === undefined ? "" : await loadText(resolve(cwd, ignoreFile)).catch(() => "");
  const { digest, text } = await loadChecksState(cacheDir);
  // Without any, those in the program are used.
  const checks = options.scanners.includes("misconfig") ? (digest ?? text) : "";
  return JSON.stringify({ options: pickFindingsOptions(options), files, expired: listExpired(ignored, now), checks });
}

/**
 * Lists those dates in a text that are over. A finding may be ignored until a day only (`exp:2027-01-31` or
 * `expired_at: 2027-01-31`, in UTC): then the same file means something else than before. A time that cannot be read is
 * one that is over now, so that nobody takes two moments for the same.
 */
function listExpired(text: string, now: Date): readonly string[] {
  const moments = [...text.matchAll(MOMENT)].map(([, day, time, zone = "Z"]) => {
    const ms = Date.parse(time === undefined ? `${day}` : `${day}T${time}${zone.toUpperCase()}`);
    return Number.isNaN(ms) ? now : new Date(ms);
  });
  return moments.filter((moment) => moment <= now).map((moment) => moment.toISOString());
}
