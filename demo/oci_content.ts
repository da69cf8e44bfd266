import { createHash } from "node:crypto";

/** Bytes that are named by their own digest, as a registry stores them. */
export interface Blob {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A manifest and all that it points at: what is pushed to a registry under one tag. */
export interface OciContent {
  readonly manifest: Blob;
  /** The config and the layers. */
  readonly blobs: readonly Blob[];
}

/** How one blob is pointed at from a manifest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Names bytes by their digest. */
export function blob(mediaType: string, bytes: Uint8Array): Blob {
  return { mediaType, bytes, digest: sha256(bytes) };
}

/** Writes a value as JSON and names it by its digest. */
export function jsonBlob(mediaType: string, value: unknown): Blob {
  return blob(mediaType, Buffer.from(JSON.stringify(value)));
}

/** How a manifest points at a blob. */
export function toDescriptor({ mediaType, digest, bytes }: Blob): Descriptor {
  return { mediaType, digest, size: bytes.length };
}

/** The digest of bytes, in the form that registries use. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
