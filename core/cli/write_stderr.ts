/** Writes text to stderr, as long as somebody reads it. */
export function writeStderr(text: string): void {
  if (process.stderr.writable) process.stderr.write(text);
}
