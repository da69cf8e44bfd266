import { toReason } from "../../../../core/kit.ts";
import { type ImageFacts, isScanError, type Logger, type ScanRecord, type Severity } from "../../../../core/mod.ts";
import { isSame, type SoundDatabases } from "../databases/sound_databases.ts";
import type { Isolation, Slot } from "../isolation/isolation.ts";
import type { ServerCaller } from "../replay/ask_server.ts";
import type { Inventory, InventoryEntry } from "../replay/inventory/inventory.ts";
import type { Recorded } from "../replay/inventory/recorded.ts";
import { type Replay, replay } from "../replay/replay.ts";
import { toSystem } from "../report/image_facts.ts";
import type { TrivyReport } from "../report/schema.ts";

/** What images are matched again with. */
export interface RematchOptions {
  readonly isolation: Isolation;
  readonly soundDatabases: SoundDatabases;
  readonly inventory: Inventory;
  readonly caller: ServerCaller;
  readonly ignoreUnfixed: boolean;
  /** Whether the packages are listed. */
  readonly packages: boolean;
  /** How large an answer may be, in bytes. */
  readonly maxBytes: number;
  readonly log: Pick<Logger, "debug">;
}

/** What a client would have reported of an image, had it been started. */
export interface Rematched {
  readonly report: TrivyReport;
  /** What is known of the image besides. */
  readonly image: ImageFacts;
  /** As a `DbSnapshot` says it. */
  readonly databases: readonly string[];
}

/** An image that is to be matched again. */
export interface RematchTarget {
  readonly record: ScanRecord;
  readonly severities: readonly Severity[];
  readonly signal: AbortSignal;
}

/** Matches an image again; nothing where it is not known, or what the server says is not to be trusted. */
export type Rematch = (target: RematchTarget) => Promise<Rematched | undefined>;

/** A database that is replaced again and again leaves the image to a client. */
const MAX_TRIES = 3;
const AGAIN = Symbol("the databases were replaced meanwhile");

/** Makes what matches images again that an earlier run has scanned: no layer is fetched, and no Trivy started for them. */
export function createRematch(options: RematchOptions): Rematch {
  const { isolation, inventory, log } = options;

  async function find(target: RematchTarget): Promise<Rematched | undefined> {
    const entry = await inventory.open(target.record);
    const recorded = await entry?.load();
    if (entry === undefined || recorded === undefined) return undefined;
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const found = await isolation.use((slot) => findOnce(slot, { ...target, entry, recorded }, options));
      if (found === AGAIN) continue;
      if (!("refused" in found)) return found;
      log.debug(`"${recorded.image.reference}" is scanned again: ${found.refused}`);
      return undefined;
    }
    return undefined;
  }

  return async (target) => {
    try {
      return await find(target);
    } catch (error) {
      if (target.signal.aborted || (isScanError(error) && error.code === "ABORTED")) throw error;
      // What is wrong, a client will meet, too: it knows how that is mended.
      log.debug(`An image is scanned again: ${toReason(error)}`);
      return undefined;
    }
  };
}

interface Known extends RematchTarget {
  readonly entry: InventoryEntry;
  readonly recorded: Recorded;
}

async function findOnce(slot: Slot, known: Known, options: RematchOptions) {
  const { recorded, entry, severities, signal } = known;
  const { caller, ignoreUnfixed, packages, maxBytes, soundDatabases } = options;
  const before = await soundDatabases.inspect(slot.cacheDir);
  if (before.problem !== undefined) return { refused: before.problem };
  if (await slot.refresh?.()) return AGAIN;
  const { server } = slot;
  if (server === undefined) return { refused: "there is no server" };
  const client = { severities, ignoreUnfixed, packages };
  const found = await replay(recorded, { ...client, caller, server, bodies: entry, signal, maxBytes });
  if ("refused" in found) return found;
  const after = await soundDatabases.inspect(slot.cacheDir);
  if (after.problem !== undefined || !isSame(before, after)) return AGAIN;
  if (!(await entry.isCurrent())) return { refused: "the databases were repaired meanwhile" };
  return { ...toReport(found, recorded), databases: after.contents };
}

/** What the client said of the image holds, but for its system: that may have come to its end meanwhile. */
function toReport({ target, os, results }: Replay, { metadata, image }: Recorded): Omit<Rematched, "databases"> {
  const { os: _os, ...facts } = image;
  const OS = os && { Family: os.family, Name: os.name, EOSL: os.isEndOfLife };
  const Metadata = { ...metadata, OS };
  return {
    report: { SchemaVersion: 2, ArtifactName: target, ArtifactType: "container_image", Metadata, Results: results },
    image: { ...facts, ...toSystem(Metadata) },
  };
}
