import type { FoundFinding } from "./rule.ts";

/**
 * The names that a rule may know an image by: as the list writes it, as it was scanned, and each without its digest and
 * without its tag. Of a Dockerfile, its path. Of any other target, its id.
 */
export function listImageNames({ target, data }: Pick<FoundFinding, "target" | "data">): readonly string[] {
  const given = [target.image, target.dockerfile, data.image?.reference].filter((name) => name !== undefined);
  const names = given.length === 0 ? [target.id] : given;
  return [...new Set(names.flatMap((name) => [name, ...shorten(name)]))];
}

/** `registry:5000/a/b:1.0@sha256:...` -> `registry:5000/a/b:1.0`, `registry:5000/a/b`. */
function shorten(name: string): readonly string[] {
  const [tagged = ""] = name.split("@");
  const colon = tagged.lastIndexOf(":");
  return colon > tagged.lastIndexOf("/") ? [tagged, tagged.slice(0, colon)] : [tagged];
}
