import { hash } from "node:crypto";
import type { Outcome } from "../../../../core/mod.ts";
import { toFinding, toSetLine } from "./finding_row.ts";
import { packPlaces } from "./pack_places.ts";
import type { HistoryDatabase } from "./schema.ts";

/** No registry takes images with more; what says so is not read. */
const MAX_LAYERS = 1000;

/** A result whose layers are not known yet. */
export interface LayerlessResult {
  readonly id: number;
  readonly set_id: number;
}

/** What is in a set: the line of each finding, by its id. Several images share a set, and each has its own layers. */
export type Members = ReadonlyMap<number, string>;

/** Loads what is in a set. */
export async function loadMembers(db: HistoryDatabase, setId: number): Promise<Members> {
  const rows = await db
    .selectFrom("set_finding")
    .innerJoin("finding", "finding.id", "set_finding.finding_id")
    .select(["finding.id", "finding.data"])
    .where("set_finding.set_id", "=", setId)
    .execute();
  return new Map(rows.map((row) => [row.id, toSetLine(toFinding(row))]));
}

/** Records layers. */
export interface LayerRecorder {
  /**
   * Adds the layers of a result. `findMembers` returns what is in its set; it is called where nothing is known of that in
   * these layers.
   */
  record(
    db: HistoryDatabase,
    result: LayerlessResult,
    data: Outcome["data"],
    findMembers: () => Promise<Members>,
  ): Promise<void>;
}

/** Makes what records in which layers findings are: a list of layers once, and once where the findings of a set are in it. */
export function createLayerRecorder(): LayerRecorder {
  const lists = new Map<string, number>();
  const placed = new Set<string>();

  async function findList(db: HistoryDatabase, layers: readonly string[]): Promise<number> {
    const text = layers.join(" ");
    const key = hash("sha256", text, "hex").slice(0, 32);
    const known = lists.get(key);
    if (known !== undefined) return known;
    await db
      .insertInto("layer_list")
      .values({ hash: key, layers: text })
      .onConflict((conflict) => conflict.column("hash").doNothing())
      .execute();
    const { id } = await db.selectFrom("layer_list").select("id").where("hash", "=", key).executeTakeFirstOrThrow();
    lists.set(key, id);
    return id;
  }

  return {
    async record(db, { id, set_id }, data, findMembers) {
      const layers = data.image?.layers ?? [];
      const isSound = layers.length <= MAX_LAYERS && layers.every((layer) => /^[\w:+.-]{1,200}$/.test(layer));
      if (layers.length === 0 || !isSound) return;
      const layer_list_id = await findList(db, layers);
      await db.updateTable("result").set({ layer_list_id }).where("id", "=", id).execute();
      const key = `${set_id} ${layer_list_id}`;
      if (placed.has(key)) return;
      placed.add(key);
      const rows = db.selectFrom("placement").select("set_id");
      const kept = rows.where("set_id", "=", set_id).where("layer_list_id", "=", layer_list_id);
      if ((await kept.executeTakeFirst()) !== undefined) return;
      const places = packPlaces(listPlaces(data, await findMembers()));
      await db
        .insertInto("placement")
        .values({ set_id, layer_list_id, places })
        .onConflict((conflict) => conflict.columns(["set_id", "layer_list_id"]).doNothing())
        .execute();
    },
  };
}

/** The number of the layer of each finding of a set, by the ids. What is in several layers is in the lowest. */
function listPlaces({ findings = [], image }: Outcome["data"], members: Members): readonly number[] {
  const numbers = new Map(image?.layers?.map((layer, index) => [layer, index + 1]));
  const places = new Map<string, number>();
  for (const finding of findings) {
    const place = numbers.get(finding.location.layer?.diffId ?? "");
    if (place === undefined) continue;
    const line = toSetLine(finding);
    places.set(line, Math.min(place, places.get(line) ?? place));
  }
  return [...members].sort(([a], [b]) => a - b).map(([, line]) => places.get(line) ?? 0);
}
