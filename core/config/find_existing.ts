import { join } from "node:path";
import { loadText } from "../services/files/open_file.ts";
import { pathExists } from "../services/files/path_exists.ts";
import { isRecord } from "../services/values.ts";
import { SEARCH_PLACES } from "./load.ts";

/** The configs that are in a folder, whether they can be loaded or not, as files to be named to the user. */
export async function findExistingConfigs(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const place of SEARCH_PLACES) {
    const path = join(folder, place);
    if (place === "package.json") {
      if (await hasScanKey(path)) found.push('package.json (its key "scan")');
    } else if (await pathExists(path)) found.push(place);
  }
  return found;
}

async function hasScanKey(path: string): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await loadText(path));
    return isRecord(manifest) && manifest.scan !== undefined;
  } catch {
    return false;
  }
}
