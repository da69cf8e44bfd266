import picomatch from "picomatch";

/**
 * Makes a test of texts that any of some globs matches; of no globs, one that nothing passes. It stands in no `mod.ts`:
 * whoever imports that would load `picomatch`, which a run without globs does not need.
 */
export function compileGlobs(globs: readonly string[]): (text: string) => boolean {
  const tests = globs.map((glob) => picomatch(glob, { dot: true }));
  return (text) => text !== "" && tests.some((test) => test(text));
}
