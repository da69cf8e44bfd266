import { extname } from "node:path";

/** Where a further file of a report goes: `scan-2.sarif` of `scan.sarif` and `-2`. */
export function toPartPath(path: string, part: string): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}${part}${extension}`;
}
