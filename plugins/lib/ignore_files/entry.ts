import type { Finding } from "../../../core/mod.ts";

type FindingKind = Finding["kind"];

/** What an entry of a .trivyignore or .trivyignore.yaml says. */
export interface IgnoreEntry {
  /** Of an advisory, a secret's rule, a check or a licence. */
  readonly id: string;
  /** Counted from 1. */
  readonly line: number;
  /** @default {"any"} */
  readonly kind?: FindingKind;
  /** Globs; none means everywhere. */
  readonly paths?: readonly string[];
  /** Package URLs; none means all packages. */
  readonly purls?: readonly string[];
  /** As the file says it: `2027-01-31`, `2027-01-31T12:00:00Z`. */
  readonly expiredAt?: string;
  readonly statement?: string;
}

const DAY_MS = 86_400_000;

/**
 * When an entry is over, in milliseconds since 1970, and the last day that it holds for. A date without a time ends as its
 * day begins in UTC: `exp:2027-01-31` last works on the 30th.
 */
export function findEnd(expiredAt: string): { readonly endsAt: number; readonly until: string } {
  // A day may be written without its zeros.
  const [day = "", time] = expiredAt.replace(/-(?=\d(?:-|$|[Tt ]))/g, "-0").split(/[Tt ]/);
  const zone = time === undefined || /(?:Z|[+-]\d{2}:\d{2})$/.test(time) ? "" : "Z";
  const end = Date.parse(time === undefined ? day : `${day}T${time.replace(/^\d:/, "0$&")}${zone}`);
  const last = time === undefined ? end - DAY_MS : end;
  // In that very moment it still holds.
  return { endsAt: end + 1, until: new Date(last).toISOString().slice(0, 10) };
}
