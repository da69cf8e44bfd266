/** What lies under an error: the last of its causes, as the reason of a `TypeError: fetch failed`. */
export function findRoot(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root;
}
