import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How many bytes this process keeps in memory after a garbage collection, buffers included. */
export function measureHeap(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
