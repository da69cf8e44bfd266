export type { BoltBucket, BoltTree, BoltValue } from "./bucket.ts";
export { writeBolt } from "./write_bolt.ts";
