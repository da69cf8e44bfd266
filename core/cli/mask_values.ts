/** Takes values out of what is said about mistyped options: `'--tokn=abc'` becomes `'--tokn=***'`. */
export function maskValues(text: string): string {
  return text.replace(/('-[^'=]*=)[^'\n]*/g, "$1***");
}
