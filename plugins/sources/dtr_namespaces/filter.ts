import picomatch from "picomatch";

/** What is taken of some names. */
export interface FilterOptions {
  /** Globs of which one must match; without any, all names do. */
  readonly include: readonly string[];
  /** Globs of which none may match. */
  readonly exclude: readonly string[];
}

/** Decides by one or several forms of a name: a glob matches when it matches any of them. */
export type Filter = (...forms: readonly string[]) => boolean;

/** Makes a filter of globs: `*`, `?`, `[ab]`, `{a,b}`; `*` does not match a slash. */
export function createFilter({ include, exclude }: FilterOptions): Filter {
  const isIncluded = include.length === 0 ? () => true : toMatcher(include);
  const isExcluded = toMatcher(exclude);
  return (...forms) => forms.some(isIncluded) && !forms.some(isExcluded);
}

function toMatcher(globs: readonly string[]): (name: string) => boolean {
  const matchers = globs.map((glob) => picomatch(glob, { dot: true }));
  return (name) => matchers.some((matches) => matches(name));
}
