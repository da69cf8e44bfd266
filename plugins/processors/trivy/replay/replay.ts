import { coreError } from "../../../../core/kit.ts";
import type { TrivyResult } from "../report/schema.ts";
import type { ReplayServer, ServerCaller } from "./ask_server.ts";
import { computeCanary } from "./canary.ts";
import { NotReplayable } from "./not_replayable.ts";
import { type ToResultsOptions, toResults } from "./to_results.ts";
import {
  type ImageParts,
  readMissingBlobs,
  readPutArtifact,
  readPutBlob,
  writeMissingBlobs,
} from "./wire/cache_messages.ts";
import { type OperatingSystem, readScanAnswer } from "./wire/scan_answer.ts";
import { readScanRequest } from "./wire/scan_request.ts";
import { WireError } from "./wire/wire_reader.ts";

/** What is known of an image from a scan of it by a client. */
export interface RecordedScan {
  /** The request for the scan, as the client sent it. */
  readonly request: Uint8Array;
  /** Of the answer that it got. */
  readonly canary: string;
}

/** What clients have put into the cache of a server, to be put there again. */
export interface KeptBodies {
  /** The body of the PutBlob of a layer; nothing where it is not kept. */
  loadBlob(blobId: string): Promise<Uint8Array | undefined>;
  /** The body of the PutArtifact of an image; nothing where it is not kept. */
  loadArtifact(artifactId: string): Promise<Uint8Array | undefined>;
}

/** What an image is matched again with. */
export interface ReplayOptions extends ToResultsOptions {
  readonly caller: ServerCaller;
  readonly server: ReplayServer;
  readonly bodies: KeptBodies;
  readonly signal: AbortSignal;
  /** How long one request may take, in milliseconds. @default {60_000} */
  readonly timeoutMs?: number;
  /** How large an answer may be, in bytes. @default {268_435_456} */
  readonly maxBytes?: number;
}

/** What a server finds in an image now. */
export interface Replay {
  /** The image, as the client that was recorded was asked for it. */
  readonly target: string;
  readonly os: OperatingSystem | undefined;
  readonly results: readonly TrivyResult[];
}

/** Why what a server says is not taken for a result, in words: the image goes to a client. */
export interface Refusal {
  readonly refused: string;
}

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 256 * 1_048_576;

/**
 * Asks a server for a scan that a client has asked for before: nothing is pulled, nothing analysed, no Trivy started. The
 * server answers many a wrong request with "nothing found". So what it lacks of the image is put back first, it must
 * then lack nothing, and its answer must be whole and name the same packages, system and layers as before.
 *
 * @throws {ScanError} ABORTED
 */
export async function replay(recorded: RecordedScan, options: ReplayOptions): Promise<Replay | Refusal> {
  try {
    const image = readScanRequest(recorded.request);
    const isWhole = [image.blobIds, image.packageTypes, image.scanners].every(({ length }) => length > 0);
    if (!isWhole) throw new NotReplayable("the request that is kept does not ask for all of an image");
    await provide(image, options);
    const answer = readScanAnswer(await ask("scanner.v1.Scanner/Scan", recorded.request, options));
    const canary = computeCanary(answer);
    if (canary === undefined || canary !== recorded.canary) {
      throw new NotReplayable(
        "Trivy's server does not know the packages, the system and the layers that a client found",
      );
    }
    return { target: image.target, os: answer.os, results: toResults(answer, options) };
  } catch (error) {
    if (options.signal.aborted) throw coreError("ABORTED", { reason: "an image was being matched again" });
    if (error instanceof NotReplayable) return { refused: error.message };
    if (error instanceof WireError) return { refused: `Trivy's server answers no whole message. ${error.message}` };
    throw error;
  }
}

function ask(call: Parameters<ServerCaller["ask"]>[0], body: Uint8Array, options: ReplayOptions): Promise<Buffer> {
  const { caller, server, signal, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  return caller.ask(call, { server, body, signal, timeoutMs, maxBytes });
}

/** Sees to it that the server has all of an image, where need be out of what is kept. */
async function provide(image: ImageParts, options: ReplayOptions): Promise<void> {
  const missing = await findMissing(image, options);
  if (missing === undefined) return;
  for (const id of missing.blobIds) await putBlob(id, options);
  if (missing.isArtifactMissing) await putArtifact(image.artifactId, options);
  if ((await findMissing(image, options)) !== undefined) {
    throw new NotReplayable("Trivy's server does not keep what was put back");
  }
}

/** What the server lacks; only an answer without a byte says that it lacks nothing. */
async function findMissing(image: ImageParts, options: ReplayOptions) {
  const bytes = await ask("cache.v1.Cache/MissingBlobs", writeMissingBlobs(image), options);
  if (bytes.length === 0) return undefined;
  const missing = readMissingBlobs(bytes);
  const stranger = missing.blobIds.find((id) => !image.blobIds.includes(id));
  if (stranger !== undefined) throw new NotReplayable(`Trivy's server lacks ${stranger}, which nobody asked for`);
  return missing;
}

async function putBlob(id: string, options: ReplayOptions): Promise<void> {
  const body = await options.bodies.loadBlob(id);
  if (body === undefined) throw new NotReplayable(`Trivy's server lacks the layer ${id}, and it is not kept`);
  if (readPutBlob(body).blobId !== id) throw new NotReplayable(`what is kept of the layer ${id} is of another one`);
  await ask("cache.v1.Cache/PutBlob", body, options);
}

async function putArtifact(id: string, options: ReplayOptions): Promise<void> {
  const body = await options.bodies.loadArtifact(id);
  if (body === undefined) throw new NotReplayable(`Trivy's server lacks the image's config ${id}, and it is not kept`);
  if (readPutArtifact(body).artifactId !== id) throw new NotReplayable(`what is kept of the image ${id} is of another`);
  await ask("cache.v1.Cache/PutArtifact", body, options);
}
