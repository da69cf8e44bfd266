/** A word that bash and zsh take as it is. */
export function quoteForSh(word: string): string {
  return /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/** A word that fish takes as it is. */
export function quoteForFish(word: string): string {
  return /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replace(/[\\']/g, "\\$&")}'`;
}
