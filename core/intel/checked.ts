import { join } from "node:path";
import { isNestedTooDeeply, isRecord, loadText, writeAtomic } from "../services/mod.ts";

/**
 * When each catalogue of the folder was last seen to be the newest: CISA publishes one where there is something new, so that
 * its own date says little about its age.
 */
export interface Checked {
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const NAME = "checked.json";

/** Keeps when the catalogue was looked for. */
export async function keepChecked(folder: string, checked: Checked): Promise<void> {
  await writeAtomic(join(folder, NAME), `${JSON.stringify(checked)}\n`);
}

/** When the catalogue of this version was last looked for; undefined where that is not known. */
export async function findChecked(folder: string, version: string): Promise<Date | undefined> {
  try {
    const text = await loadText(join(folder, NAME), { maxBytes: 10_000 });
    const content: unknown = isNestedTooDeeply(text) ? undefined : JSON.parse(text);
    if (!isRecord(content) || content.version !== version || typeof content.at !== "string") return undefined;
    const at = new Date(content.at);
    return Number.isNaN(at.getTime()) ? undefined : at;
  } catch {
    return undefined;
  }
}
