import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** What a new plugin's manifest takes from our own. */
export interface OwnManifest {
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Loads the package.json of this package. */
export async function loadOwnManifest(): Promise<OwnManifest> {
  const path = createRequire(import.meta.url).resolve("hullscan/package.json");
  return JSON.parse(await readFile(path, "utf8")) as OwnManifest;
}
