import type { TrivyOptions } from "../options.ts";
import type { Capabilities } from "../program/binary/capabilities.ts";

/** What decides whether images may be matched again without a client. */
export interface ReplayBasis {
  readonly options: Pick<TrivyOptions, "scanners">;
  /** Whether scans go through a server. */
  readonly usesServer: boolean;
  readonly capabilities: Pick<Capabilities, "refusesBrokenDb">;
}

/** What the answer of a server is known to have whole. Checks run as a layer is analysed, with the checks of that day. */
const COVERED: ReadonlySet<string> = new Set(["vuln", "secret"] satisfies TrivyOptions["scanners"]);

/** Why no image of a run may be matched again without a client, in words; undefined where they may. */
export function findReplayObstacle({ options, usesServer, capabilities }: ReplayBasis): string | undefined {
  const { scanners } = options;
  const other = scanners.find((scanner) => !COVERED.has(scanner));
  if (!usesServer) return "Trivy scans without a server";
  if (!capabilities.refusesBrokenDb) return "this Trivy is older than 0.60";
  if (other !== undefined) return `scanners has "${other}", which depends on more than the database`;
  if (!scanners.includes("vuln")) return "no vulnerabilities are looked for";
  return undefined;
}
