import assert from "node:assert/strict";
import { join } from "node:path";
import { type ScanRecord, SEVERITIES } from "#core/mod.ts";
import { openStore, type StoreOptions } from "#plugins/lib/scanning/open_store.ts";
import { type InventoryOptions, openInventory } from "#plugins/processors/trivy/replay/inventory/inventory.ts";
import { toResults } from "#plugins/processors/trivy/replay/to_results.ts";
import { readScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import type { TrivyReport } from "#plugins/processors/trivy/report/schema.ts";
import { answerBytes } from "./answer_samples.ts";
import { encode, type Message } from "./proto_codec.ts";
import { SCAN_REQUEST } from "./trivy_messages.ts";

export const DAY_MS = 86_400_000;
export const DIGEST = `sha256:${"a".repeat(64)}`;
const PUT = { id: [1, "string"], info: [2, "string"] } satisfies Message;
export const ID = { artifact: "sha256:config", layers: ["sha256:base", "sha256:top"] };
export const IMAGE = { reference: `registry.example.com/app@${DIGEST}`, digest: DIGEST, source: "registry" };

/** An image that is to be scanned, by its digest. */
export function recordOf(digest = DIGEST, minSeverity: ScanRecord["target"]["minSeverity"] = "UNKNOWN"): ScanRecord {
  const image = "registry.example.com/app:1";
  const target = { id: image, kind: "image", image, minSeverity, origin: { from: "test" } } as const;
  return { target, data: { image: { ...IMAGE, digest } } };
}

/** The body by which a client tells a server what is in a layer, or in the config of an image: both begin alike. */
export const putBody = (id: string) => encode(PUT, { id, info: "what was found there" });

/** A scan whose client found what the server answered; what is given stands in place of that. */
export function scanned({ answer = answerBytes(), report = {}, layers = ID.layers }: Parts = {}) {
  const Results = toResults(readScanAnswer(answer), { severities: SEVERITIES, ignoreUnfixed: false });
  const Metadata = { ImageID: "sha256:id", OS: { Family: "alpine", Name: "3.20.1" } };
  const own: TrivyReport = {
    SchemaVersion: 2,
    ArtifactName: "app",
    ArtifactType: undefined,
    Metadata,
    Results,
    ...report,
  };
  const request = encode(SCAN_REQUEST, { target: "app", artifact_id: ID.artifact, blob_ids: ID.layers });
  const putBlobs = layers.map(putBody);
  return { image: IMAGE, report: own, recording: { request, answer, putBlobs, putArtifact: putBody(ID.artifact) } };
}

export interface Parts {
  readonly answer?: Buffer;
  readonly report?: Partial<TrivyReport>;
  readonly layers?: readonly string[];
}

export interface OpenOptions extends Partial<InventoryOptions> {
  readonly now?: StoreOptions["now"];
}

/** Opens an inventory, and writes down what it logs. */
export function openIn(folder: string, { now, ...options }: OpenOptions = {}) {
  const logs: string[] = [];
  const write = (line: string) => void logs.push(line);
  const log = { warn: write, debug: write };
  const at = { folder: join(folder, "results"), maxAgeMs: 30 * DAY_MS, maxBytes: 2 ** 30 };
  const store = openStore({ ...at, log, ...(now && { now }) });
  const client = { ignoreUnfixed: false, packages: false };
  const own = { store, cacheDir: folder, program: "0.68.2", settings: "{}", maxAgeMs: 30 * DAY_MS, client, log };
  return { inventory: openInventory({ ...own, ...options }), store, logs };
}

/** Opens what is kept of an image in a folder of its own. */
export async function openEntry(folder: string, options: OpenOptions = {}, record = recordOf()) {
  const { inventory, ...rest } = openIn(folder, options);
  const entry = await inventory.open(record);
  assert.ok(entry);
  return { entry, ...rest };
}
