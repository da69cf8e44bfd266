import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { severitiesFrom, toReason } from "../../../../../core/kit.ts";
import { type ImageFacts, type Logger, type ScanRecord, targetName } from "../../../../../core/mod.ts";
import type { Store } from "../../../../lib/scanning/open_store.ts";
import { buildResultKey, type FindingsBasis } from "../../../../lib/scanning/result_key.ts";
import { loadGeneration } from "../../databases/scan_cache.ts";
import type { Recording } from "../recorder/recording_scan.ts";
import { readPutArtifact, readPutBlob } from "../wire/cache_messages.ts";
import { type ClientSettings, checkRecording, type RecordedScan } from "./check_recording.ts";
import { packRecorded, RECORDED_FORMAT, type Recorded, unpackRecorded } from "./recorded.ts";

/** What images are kept with. */
export interface InventoryOptions extends Pick<FindingsBasis, "program" | "settings"> {
  readonly store: Store;
  /** Trivy's cache folder: a repair there makes all that is kept worthless. */
  readonly cacheDir: string;
  /** How long something is kept, in milliseconds. */
  readonly maxAgeMs: number;
  readonly client: Omit<ClientSettings, "severities">;
  readonly log: Pick<Logger, "debug">;
}

/** A scan that has succeeded, of certainly the image that its record names. */
export interface ScannedImage extends RecordedScan {
  readonly image: ImageFacts;
}

/** What is kept of one image, as long as no repair makes it worthless. Open it before the image is scanned. */
export interface InventoryEntry {
  /** What is needed to match it again; nothing where that is not there, or not as it was kept. */
  load(): Promise<Recorded | undefined>;
  /** Whether what was kept holds still: no repair has come since this was opened. */
  isCurrent(): Promise<boolean>;
  /** The body by which a server is given what was found in a layer. */
  loadBlob(blobId: string): Promise<Buffer | undefined>;
  /** The body by which a server is given what was found in the image's config. */
  loadArtifact(artifactId: string): Promise<Buffer | undefined>;
  /** Keeps a scan, where what was recorded of it can be trusted to give what its client gave. */
  save(scanned: ScannedImage): Promise<void>;
}

/** What is kept of images, to match them again without pulling, analysing or starting a Trivy for each. */
export interface Inventory {
  /** Nothing where it is not known what is behind the image's name. */
  open(record: ScanRecord): Promise<InventoryEntry | undefined>;
  /**
   * All images that are kept for this Trivy and these settings, as they were known when they were scanned: of what had the
   * same name, the last one.
   */
  list(): Promise<readonly ScanRecord[]>;
}

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/** How the keys of images begin in the result store. */
const PREFIX = "inventory ";

/** The most that a layer takes, unpacked: more is not recorded either. */
const MAX_BODY_BYTES = 64 * 1_048_576;

/** Opens the inventory in a result store. It may be used by several processes at the same time. */
export function openInventory(options: InventoryOptions): Inventory {
  const { store, cacheDir, program, settings, client, maxAgeMs, log } = options;
  /** The keys of bodies that this run has found or put there, young enough to outlive what is kept now. */
  const young = new Set<string>();

  async function saveBody(key: string, body: Buffer): Promise<void> {
    if (young.has(key)) return;
    young.add(key);
    await store.save(key, await pack(body));
  }

  /** Of a layer that the server knew, the body was kept with another image. It has to be there as long as this one. */
  async function keepYoung(key: string): Promise<void> {
    if (young.has(key)) return;
    young.add(key);
    if ((await store.load(key, maxAgeMs / 2)) !== undefined) return;
    const old = await store.load(key);
    if (old !== undefined) await store.save(key, old.bytes);
  }

  async function loadBody(key: string): Promise<Buffer | undefined> {
    const kept = await store.load(key);
    return kept && (await unpack(kept.bytes, { maxOutputLength: MAX_BODY_BYTES }).catch(() => undefined));
  }

  async function saveBodies(recording: Recording, { key, ids }: Bodies): Promise<void> {
    const given = new Map<string, Buffer>();
    for (const body of recording.putBlobs) given.set(key(readPutBlob(body).blobId), body);
    const { putArtifact } = recording;
    if (putArtifact !== undefined) given.set(key(readPutArtifact(putArtifact).artifactId), putArtifact);
    for (const wanted of new Set(ids.map(key))) {
      const body = given.get(wanted);
      await (body === undefined ? keepYoung(wanted) : saveBody(wanted, body));
    }
  }

  async function keep(scanned: ScannedImage, { record, key, generation }: Place): Promise<void> {
    const { image, recording, report } = scanned;
    const severities = severitiesFrom(record.target.minSeverity);
    const checked = checkRecording({ recording, report }, { ...client, severities });
    // A repair may have come while it was scanned.
    if ((await loadGeneration(cacheDir)) !== generation) return;
    const ids = [...checked.blobIds, checked.artifactId];
    await saveBodies(recording, { key: (id) => buildBodyKey(id, generation), ids });
    const { target, data } = record;
    const asked = { target, ...(data.image && { image: data.image }) };
    const { request } = recording;
    await store.save(key, packRecorded({ ...checked, asked, request, image, metadata: report.Metadata }));
  }

  function buildBodyKey(id: string, generation: string): string {
    return JSON.stringify(["layer", program, generation, id]);
  }

  function buildKey(record: ScanRecord, generation: string): string | undefined {
    const databases = ["inventory", String(RECORDED_FORMAT), generation];
    const key = buildResultKey(record, { program, settings, databases });
    return key && `${PREFIX}${key}`;
  }

  async function load(key: string) {
    const kept = await store.load(key);
    try {
      return kept && { recorded: unpackRecorded(kept.bytes), savedAt: kept.savedAt };
    } catch {
      return undefined;
    }
  }

  return {
    async list() {
      const generation = await loadGeneration(cacheDir);
      if (generation === undefined) return [];
      const records = new Map<string, { readonly record: ScanRecord; readonly savedAt: Date }>();
      for (const key of await store.keys(PREFIX)) {
        const found = await load(key);
        if (found === undefined) continue;
        const { target, image } = found.recorded.asked;
        const record = { target, data: image === undefined ? {} : { image } };
        // It may be another Trivy's, or have been found with other settings.
        if (buildKey(record, generation) !== key) continue;
        const name = JSON.stringify([targetName(target), target.platform, target.minSeverity]);
        const other = records.get(name);
        if (other === undefined || other.savedAt < found.savedAt) records.set(name, { record, savedAt: found.savedAt });
      }
      return [...records.values()].map(({ record }) => record);
    },
    async open(record) {
      const generation = await loadGeneration(cacheDir);
      const key = generation === undefined ? undefined : buildKey(record, generation);
      if (generation === undefined || key === undefined) return undefined;
      const isCurrent = async () => (await loadGeneration(cacheDir)) === generation;
      const loadPart = async (id: string) => {
        return (await isCurrent()) ? loadBody(buildBodyKey(id, generation)) : undefined;
      };
      return {
        load: async () => (await load(key))?.recorded,
        isCurrent,
        loadBlob: loadPart,
        loadArtifact: loadPart,
        async save(scanned) {
          try {
            await keep(scanned, { record, key, generation });
          } catch (error) {
            const { reference } = scanned.image;
            log.debug(`"${reference}" is scanned again when there is a new database: ${toReason(error)}`);
          }
        },
      };
    },
  };
}

/** Which bodies are kept of a scan. */
interface Bodies {
  readonly key: (id: string) => string;
  readonly ids: readonly string[];
}

/** Where a scan is kept. */
interface Place {
  readonly record: ScanRecord;
  readonly key: string;
  /** As it was before the scan. */
  readonly generation: string;
}
