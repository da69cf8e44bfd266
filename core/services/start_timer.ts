const MAX_MS = 2 ** 31 - 1;

/** `setTimeout` for any length: Node turns one that is too long, or infinite, into no wait at all. */
export function startTimer(action: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(action, Math.min(ms, MAX_MS));
}
