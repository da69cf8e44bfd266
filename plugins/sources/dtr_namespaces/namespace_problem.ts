/** Says why a text cannot be the name of a namespace; undefined where it can. */
export function findNameProblem(name: string): string | undefined {
  if (name.trim() === "") return "a name is missing";
  if (name.includes("/")) return `"${name}" is not a namespace: it has a slash, as a repository or an address has`;
  if (/[\s\p{Cc}]/u.test(name)) return `${JSON.stringify(name)} is not a namespace: it has white space`;
  return undefined;
}
