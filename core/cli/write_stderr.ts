/** Writes text to stderr. A reader that has gone away is no reason to lose a scan. */
export function writeStderr(text: string): void {
  if (process.stderr.writable) process.stderr.write(text);
}
