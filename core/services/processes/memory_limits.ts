import { constants } from "node:buffer";
import { getHeapStatistics } from "node:v8";

/** Limits of inputs that are read as a whole. A larger input fails its target, not the process. */
export interface MemoryLimits {
  /** Bytes of JSON text. */
  readonly maxBytes: number;
  /** Findings of one target, however short their text. */
  readonly maxFindings: number;
}

/** How the heap is shared: what is being read takes so many times its size, and what each lane holds twice. */
const WHILE_READ = 8;
const HELD = 2;
/** What one finding takes at least on its way from report to sink, in bytes. */
const FINDING_BYTES = 1500;
const WHILE_WRITTEN = 4;
/** With more lanes than this, not all of them hold the largest result at a time. */
const MAX_LANES = 32;

/** The limits for a process with so many lanes, by its heap. */
export function memoryLimits(jobs = 1, heapBytes = getHeapStatistics().heap_size_limit): MemoryLimits {
  const lanes = Math.min(jobs, MAX_LANES);
  const maxBytes = Math.min(Math.floor(heapBytes / (WHILE_READ + HELD * lanes)), constants.MAX_STRING_LENGTH);
  return { maxBytes, maxFindings: Math.floor(heapBytes / FINDING_BYTES / (WHILE_WRITTEN + lanes)) };
}

/** A size for people: `12 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}
