import { WireReader } from "./wire_reader.ts";
import { writeTexts } from "./wire_writer.ts";

/** Which parts of an image a server is asked for. */
export interface ImageParts {
  /** What was found in the image's config. */
  readonly artifactId: string;
  /** What was found in each of its layers. */
  readonly blobIds: readonly string[];
}

/** Which of them a server does not have. */
export interface MissingParts {
  readonly isArtifactMissing: boolean;
  readonly blobIds: readonly string[];
}

/** The request that asks a server which parts of an image it does not have. */
export function writeMissingBlobs({ artifactId, blobIds }: ImageParts): Buffer {
  const asked = artifactId === "" ? [] : [[1, artifactId] as const];
  return writeTexts([...asked, ...blobIds.map((id) => [2, id] as const)]);
}

/**
 * Reads the answer to that. No bytes: nothing is missing.
 *
 * @throws {WireError}
 */
export function readMissingBlobs(bytes: Uint8Array): MissingParts {
  const reader = new WireReader(bytes);
  const blobIds: string[] = [];
  let isArtifactMissing = false;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) isArtifactMissing = reader.readBool();
    else if (field === 2) blobIds.push(reader.readString());
    else reader.refuse("an answer about what is missing");
  }
  return { isArtifactMissing, blobIds };
}

/**
 * Reads which layer the body of a PutBlob is about.
 *
 * @throws {WireError}
 */
export function readPutBlob(bytes: Uint8Array): { readonly blobId: string } {
  return { blobId: readId(bytes) };
}

/**
 * Reads which image the body of a PutArtifact is about.
 *
 * @throws {WireError}
 */
export function readPutArtifact(bytes: Uint8Array): { readonly artifactId: string } {
  return { artifactId: readId(bytes) };
}

/** Both have it as their first field. */
function readId(bytes: Uint8Array): string {
  const reader = new WireReader(bytes);
  let id = "";
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) id = reader.readString();
    else reader.skip();
  }
  return id;
}
