import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

/** One TypeScript file of the project. */
export interface SourceFile {
  /** Relative to the project's folder: `core/mod.ts`. */
  readonly path: string;
  readonly text: string;
}

const PROJECT = join(import.meta.dirname, "../..");

/** The TypeScript files under some folders of the project, without `.d.ts`. */
export async function loadSources(...folders: readonly string[]): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(join(PROJECT, folder), { recursive: true })) {
      if (!entry.endsWith(".ts") || entry.endsWith(".d.ts")) continue;
      const path = join(folder, entry);
      files.push({ path, text: readFileSync(join(PROJECT, path), "utf8") });
    }
  }
  return files;
}

/** The text of a doc comment, without its stars. */
export interface DocComment {
  /** The file that it is in. */
  readonly path: string;
  readonly markdown: string;
}

/** The doc comments of the sources. */
export async function loadDocComments(): Promise<readonly DocComment[]> {
  const sources = await loadSources("core", "plugins", "configs", "demo", "bin");
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].map(([comment]) => {
      return { path, markdown: comment.replace(/^[ \t]*(\/\*\*|\*\/|\* ?)/gm, "") };
    }),
  );
}

/** The project's files that a file imports, relative to the project's folder. */
export function listImports({ path, text }: SourceFile): readonly string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return specifiers.map((specifier) => normalize(join(dirname(path), specifier)));
}
