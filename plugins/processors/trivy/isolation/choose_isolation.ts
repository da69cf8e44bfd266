import type { PluginContext } from "../../../../core/mod.ts";
import { trivyError } from "../errors.ts";
import type { TrivyOptions } from "../options.ts";
import { type Capabilities, canDo, type Feature, isBefore } from "../program/binary/capabilities.ts";
import type { Program } from "../program/program.ts";
import { folderIsolation } from "./folder_isolation.ts";
import { type Isolation, memoryIsolation } from "./isolation.ts";
import { serialIsolation } from "./server/serial_isolation.ts";
import { serverIsolation } from "./server/server_isolation.ts";

/** Which way of keeping scans apart is used. */
export type IsolationMode = Exclude<TrivyOptions["parallel"], "auto">;

/** What a Trivy loses when a server takes part in its scans. */
interface ServerLoss {
  readonly scanner: TrivyOptions["scanners"][number];
  /** As an error says it: `with licences`. */
  readonly words: string;
  readonly mendedBy: Feature;
  /** The first release with the fault: all before it do without. */
  readonly since: number;
}

const SERVER_LOSSES: readonly ServerLoss[] = [
  // Trivy's issue 7202: they come without their severity, or not at all.
  { scanner: "license", words: "with licences", mendedBy: { since: 55, listed: "--detection-priority" }, since: 0 },
  // Trivy's issue 8418: those in the image's config are missing. No flag shows whether a build is from before that.
  { scanner: "secret", words: "with secrets", mendedBy: { since: 60, listed: "--table-mode" }, since: 47 },
];

/** What would be lost of what is looked for if a server took part; of several, what the latest release mends. */
function findServerLoss(scanners: TrivyOptions["scanners"], capabilities: Capabilities): ServerLoss | undefined {
  return SERVER_LOSSES.findLast(
    ({ scanner, mendedBy, since }) =>
      scanners.includes(scanner) && !canDo(capabilities, mendedBy) && !isBefore(capabilities, since),
  );
}

/**
 * Chooses how scans at the same time are kept apart: by the option, by what is looked for, and by what this Trivy can do.
 *
 * @throws {ScanError} TRIVY_PARALLEL Where the option asks for what this Trivy cannot do without losing something
 */
export function chooseIsolation(
  { parallel, scanners }: Pick<TrivyOptions, "parallel" | "scanners">,
  capabilities: Capabilities,
): IsolationMode {
  const refuse = (needs: string) =>
    trivyError("TRIVY_PARALLEL", { parallel, needs, version: capabilities.version ?? "an older build" });
  const loss = findServerLoss(scanners, capabilities);
  if (parallel === "memory" && !capabilities.sharedDb) throw refuse("0.68");
  if (parallel === "server" && !capabilities.server) throw refuse("0.40");
  if (parallel === "server" && loss) throw refuse(`0.${loss.mendedBy.since}, ${loss.words},`);
  if (parallel !== "auto") return parallel;
  return capabilities.server && loss === undefined ? "server" : withoutServer(capabilities);
}

function withoutServer(capabilities: Capabilities): "memory" | "isolated" {
  return capabilities.sharedDb ? "memory" : "isolated";
}

/** What the isolation of a run is made from. */
export interface CreateIsolationOptions {
  readonly ctx: Pick<PluginContext, "signal" | "http" | "log" | "run">;
  readonly program: Program;
  readonly cacheDir: string;
  /** The folder that all temporary folders of this run's children lie in. */
  readonly tempDir: string;
  readonly parallel: TrivyOptions["parallel"];
  /** Whether the databases in a cache folder are those that were checked. */
  readonly isSound: (path: string) => Promise<boolean>;
  /** Whether what scans say to a server is recorded. */
  readonly records: boolean;
}

/** Makes the isolation of one run. Nothing is started before the first scan. */
export function createIsolation(mode: IsolationMode, options: CreateIsolationOptions): Isolation {
  const { ctx, program, cacheDir, tempDir, parallel, isSound, records } = options;
  const { capabilities } = program;
  const why = parallel === "auto" ? "the fastest way that this Trivy has" : "as the option says";
  ctx.log.debug(`Scans at the same time are kept apart by parallel: "${mode}", ${why}`);
  const parts = { cacheDir, tempDir, signal: ctx.signal, log: ctx.log, isSound, copyDb: !capabilities.sharedDb };
  switch (mode) {
    case "memory":
      return memoryIsolation(cacheDir);
    case "isolated":
      return folderIsolation({ cacheDir, runId: ctx.run.id, tempDir, capabilities, isSound });
    case "serial":
      return serialIsolation(parts);
    case "server": {
      const fallback = parallel === "auto" ? createIsolation(withoutServer(capabilities), options) : undefined;
      return serverIsolation({ ...parts, program, http: ctx.http, fallback, records });
    }
  }
}
