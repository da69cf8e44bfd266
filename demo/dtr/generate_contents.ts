import { type DtrContents, type ManifestSpec, NEVER_SCANNED, type RepositorySpec, type ScanSpec } from "./contents.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How much there is to be, and in which of all possible states. */
export interface GenerateContentsOptions {
  /** The same seed gives the same contents. */
  readonly seed: number;
  /** @default {3} */
  readonly namespaces?: number;
  /** Of all namespaces together; about every tenth is empty. @default {250} */
  readonly repositories?: number;
  /** Of all repositories together. @default {5000} */
  readonly tags?: number;
  /** What ages are counted from. @default Now */
  readonly now?: Date;
}

/** Makes a registry as it may have grown: tags in all states, some for several platforms, some that are no images. */
export function generateContents(options: GenerateContentsOptions): DtrContents {
  const { seed, namespaces = 3, repositories = 250, tags = 5000, now = new Date() } = options;
  const random = createRandom(seed);
  const contents: Record<string, Record<string, RepositorySpec>> = {};
  const filled: Record<string, readonly ManifestSpec[]>[] = [];
  for (let index = 0; index < Math.max(namespaces, repositories); index += 1) {
    const namespace = `team-${index % namespaces}`;
    contents[namespace] ??= {};
    if (index >= repositories) continue;
    const repository: Record<string, readonly ManifestSpec[]> = {};
    contents[namespace][`app-${index}`] = { tags: repository };
    if (index % 10 !== 9) filled.push(repository);
  }
  for (let index = 0; index < tags; index += 1) {
    const repository = filled[Math.floor(random() * filled.length)];
    if (repository !== undefined) repository[`1.${index}`] = toManifests(random, now);
  }
  return contents;
}

function toManifests(random: () => number, now: Date): readonly ManifestSpec[] {
  const platforms = random() < 0.1 ? ["linux/amd64", "linux/arm64"] : [random() < 0.02 ? "" : "linux/amd64"];
  return platforms.map((platform) => ({ platform, ...toScan(random, now) }));
}

function toScan(random: () => number, now: Date): { scan?: ScanSpec } {
  const kind = random();
  if (kind < 0.03) return {};
  if (kind < 0.1) return { scan: NEVER_SCANNED };
  const date = new Date(now.getTime() - Math.floor(random() * 60 * DAY_MS));
  // Nanoseconds, as DTR has them.
  const completedAt = date.toISOString().replace("Z", `${String(Math.floor(random() * 1e6)).padStart(6, "0")}Z`);
  const status = Math.floor(random() * 8);
  return { scan: { status, completedAt, shouldRescan: status !== 0 && random() < 0.3 } };
}

/** Numbers from 0 to below 1 that look random and depend on nothing but the seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
