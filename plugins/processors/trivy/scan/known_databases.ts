import { z } from "zod";
import type { Store } from "../../../lib/scanning/open_store.ts";
import type { FindingsBasis } from "../../../lib/scanning/result_key.ts";

type Databases = FindingsBasis["databases"];

/** The databases that results have been kept for. */
export interface KnownDatabases {
  /** The newest first. */
  load(): Promise<readonly Databases[]>;
  add(databases: Databases): Promise<void>;
}

const KEY = "databases of kept results";
/** Several a day, for as long as results are kept. */
const MAX = 300;
const schema = z.array(z.array(z.string()));

/** Remembers which databases results were kept for: without them, an older result cannot be found. */
export function createKnownDatabases(store: Pick<Store, "load" | "save">): KnownDatabases {
  const added = new Set<string>();

  async function load(): Promise<readonly Databases[]> {
    const kept = await store.load(KEY);
    try {
      return kept === undefined ? [] : schema.parse(JSON.parse(kept.bytes.toString()));
    } catch {
      return [];
    }
  }

  return {
    load,
    async add(databases) {
      const text = JSON.stringify(databases);
      if (added.has(text)) return;
      added.add(text);
      const others = (await load()).filter((known) => JSON.stringify(known) !== text);
      await store.save(KEY, JSON.stringify([databases, ...others].slice(0, MAX)));
    },
  };
}
