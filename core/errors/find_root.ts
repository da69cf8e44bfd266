/** What lies under an error: the last of its causes, as the reason of a `TypeError: fetch failed`. */
export function findRoot(error: unknown): unknown {
  let root = error;
  // A cause may be one of its own causes.
  const seen = new Set<unknown>();
  try {
    while (root instanceof Error && root.cause instanceof Error && !seen.has(root)) {
      seen.add(root);
      root = root.cause;
    }
  } catch {
    // What throws when it is looked at is as far as one can see.
  }
  return root;
}
