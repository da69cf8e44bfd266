import { dirname } from "node:path";
import { listImports, type SourceFile } from "./sources.ts";

/** What a file adds to the data of targets. */
interface Declaration {
  readonly file: string;
  readonly keys: readonly string[];
}

/** Finds what is added to `ScanData` by declaration merging. */
function listDeclarations(sources: readonly SourceFile[]): readonly Declaration[] {
  return sources.flatMap(({ path, text }) => {
    const merged = /^declare module "\.[\s\S]*?interface ScanData \{([\s\S]*?)^ {2}\}/m.exec(text)?.[1];
    if (merged === undefined) return [];
    return [{ file: path, keys: [...merged.matchAll(/^ {4}(?:readonly )?(\w+)\??:/gm)].map(([, key = ""]) => key) }];
  });
}

/** How code reads a key: `data.key`, `ScanData["key"]`, `{ key } = record.data`, `{ data: { key } }`, `{ key }: Partial<ScanData>`. */
function readsKey(code: string, key: string): boolean {
  const picked = `\\{[^{}]*(?<![\\w.])${key}(?![\\w])[^{}]*\\}`;
  return [
    `\\bdata\\??\\.${key}\\b`,
    `\\bScanData\\["${key}"\\]`,
    `${picked} = (?:\\w+\\.)?data\\b`,
    `\\bdata: ${picked}`,
    `${picked}: (?:Readonly<)?Partial<ScanData>`,
  ].some((pattern) => new RegExp(pattern).test(code));
}

/** Says who reads a key of `ScanData` and imports neither the file that declares it nor the `mod.ts` beside that. */
export function findUndeclaredReads(sources: readonly SourceFile[]): readonly string[] {
  const declarations = listDeclarations(sources);
  return sources.flatMap((source) => {
    const imports = listImports(source);
    const code = source.text.replace(/\/\*\*[\s\S]*?\*\//g, "");
    return declarations.flatMap(({ file, keys }) => {
      const isKnown = [file, `${dirname(file)}/mod.ts`].some(
        (known) => known === source.path || imports.includes(known),
      );
      if (isKnown || dirname(file) === dirname(source.path)) return [];
      return keys
        .filter((key) => readsKey(code, key))
        .map((key) => `${source.path} reads "${key}", and does not import ${file}`);
    });
  });
}
