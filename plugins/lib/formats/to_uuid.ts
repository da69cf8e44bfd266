/**
 * A UUID of a SHA-1 hash, by the rules of version 5: the same hash makes the same UUID.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9562}
 */
export function toUuid(key: Buffer): string {
  const hex = key.toString("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
