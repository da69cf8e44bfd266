const GIB = 2 ** 30;

/**
 * By how much memory is available, in bytes: how far Trivy's memory may grow, in percent of what is in use, before it is
 * gone through for what can be freed. Go's own setting is 100. A scan that analyses layers has some 0.35 GB in use then,
 * and 0.55 GB with 400, where it took 15 % less CPU time.
 */
const GROWTH = [
  { from: 16 * GIB, percent: 400 },
  { from: 6 * GIB, percent: 200 },
] as const;

/** What is looked at. */
export interface CollectorOptions {
  /** The environment of this process: who has said something about Go's memory there is right. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How much memory may be taken at this moment, in bytes. */
  readonly availableBytes: number;
}

/**
 * Settings for the garbage collector of a Trivy that analyses images: seldom, where there is memory enough.
 *
 * @see {@link https://go.dev/doc/gc-guide#GOGC}
 */
export function toCollectorSettings({ env, availableBytes }: CollectorOptions): Record<string, string> {
  if (env.GOGC || env.GOMEMLIMIT) return {};
  const growth = GROWTH.find(({ from }) => availableBytes >= from);
  return growth === undefined ? {} : { GOGC: String(growth.percent) };
}
