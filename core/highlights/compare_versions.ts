/** Words for a version that comes before the one they are appended to. */
const EARLY = /^(a|alpha|b|beta|c|rc|cr|pre|preview|dev|snapshot|m|milestone|canary|next)$/i;

/**
 * Compares versions by their numbers and words, from left to right: good enough to say which of two fixed versions is the
 * later one, whatever the packages' own rules are.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [splitVersion(a), splitVersion(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index], right[index]];
    if (one === other) continue;
    const byRank = rankOf(one) - rankOf(other);
    if (byRank !== 0) return byRank;
    const order = typeof one === "number" ? one - Number(other) : String(one) < String(other) ? -1 : 1;
    if (order !== 0) return order;
  }
  return 0;
}

/** Debian's epoch, which may be left out, stands first; then the parts, and a `~` before what comes earlier. */
function splitVersion(version: string): readonly (string | number)[] {
  const [, epoch = "0", rest = ""] = /^(?:(\d{1,9}):)?v?(.*)$/s.exec(version.slice(0, 200)) ?? [];
  const parts = rest.match(/\d+|[a-z]+|~/gi) ?? [];
  return [Number(epoch), ...parts.map((part) => (/^\d/.test(part) ? Number(part) : part))];
}

/** `1.0~1` and `1.0-rc1` come before `1.0`, and that before `1.0a` and `1.0.1`. */
function rankOf(part: string | number | undefined): number {
  if (part === "~") return 0;
  if (typeof part === "string" && EARLY.test(part)) return 1;
  if (part === undefined) return 2;
  return typeof part === "string" ? 3 : 4;
}
