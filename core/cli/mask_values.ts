/** Takes values out of what is said about mistyped options: `'--tokn=abc'` becomes `'--tokn=***'`. None is shown without its sign. */
export function maskValues(text: string): string {
  return text.replace(/('-[^'=]*)=(?=')/g, "$1").replace(/('-[^'=]*=)[^'\n]*/g, "$1***");
}
