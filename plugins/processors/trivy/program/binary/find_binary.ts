import { isAbsolute, resolve } from "node:path";
import { findProgram, isExecutableFile } from "../../../../lib/clients/programs/mod.ts";
import { trivyError } from "../../errors.ts";

/** Where to look for Trivy. */
export interface BinarySearch {
  /** The option `binary`. */
  readonly binary?: string | undefined;
  /** The folder that a relative option starts from. */
  readonly cwd: string;
  /** The folder that a relative variable starts from. */
  readonly envCwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default The optional package, where it is installed */
  readonly findEmbedded?: () => Promise<EmbeddedTrivy | undefined>;
}

/** A Trivy that is there and may be executed; nothing of it has run yet. */
export interface FoundBinary {
  /** Absolute. */
  readonly path: string;
  /** What named it, for messages. */
  readonly from: string;
  /** The release of the embedded package, where there is one: its program says only "dev". */
  readonly embedded?: EmbeddedTrivy | undefined;
}

/**
 * Finds the Trivy to use: the option, then `TRIVY_BINARY`, then `trivy` on PATH, then the embedded package.
 *
 * @throws {ScanError} TRIVY_NOT_FOUND Also where the option or the variable names something that cannot be executed
 */
export async function findBinary(search: BinarySearch): Promise<FoundBinary> {
  const { env, cwd, envCwd } = search;
  const embedded = await (search.findEmbedded ?? findEmbeddedTrivy)();
  const wanted = [
    { name: search.binary, from: "the option binary", cwd },
    { name: env.TRIVY_BINARY, from: "TRIVY_BINARY", cwd: envCwd },
  ].find(({ name }) => name !== undefined && name.trim() !== "");
  if (wanted?.name !== undefined) {
    const path = await findNamed(wanted.name, { cwd: wanted.cwd, path: env.PATH });
    if (path !== undefined) return { path, from: wanted.from, embedded };
    throw trivyError("TRIVY_NOT_FOUND", {
      reason: `"${wanted.name}", named by ${wanted.from}, is not a program that can be executed`,
    });
  }
  const onPath = await findProgram("trivy", env.PATH);
  if (onPath !== undefined) return { path: onPath, from: "PATH", embedded };
  if (embedded !== undefined) return { path: embedded.path, from: "the embedded package", embedded };
  throw trivyError("TRIVY_NOT_FOUND", { reason: "There is no trivy on PATH" });
}

async function findNamed(name: string, from: { cwd: string; path: string | undefined }): Promise<string | undefined> {
  if (!/[\\/]/.test(name)) return findProgram(name, from.path);
  const path = resolve(from.cwd, name);
  return (await isExecutableFile(path)) ? path : undefined;
}

/** A Trivy that came with npm, and the release it was built from. */
interface EmbeddedTrivy {
  readonly path: string;
  readonly version: string;
}

/**
 * Finds the Trivy of the optional package `hullscan-embedded-trivy`.
 *
 * @returns Nothing where the package is not installed or has no Trivy for this platform
 */
export async function findEmbeddedTrivy(): Promise<EmbeddedTrivy | undefined> {
  // A plain string, so that type checking and bundling do not need the package to be there.
  const specifier: string = "hullscan-embedded-trivy";
  let found: unknown;
  try {
    found = (await import(specifier)).embeddedTrivy?.();
  } catch (error) {
    if (isMissingModule(error)) return undefined;
    throw error;
  }
  return isEmbeddedTrivy(found) ? found : undefined;
}

function isMissingModule(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}

function isEmbeddedTrivy(value: unknown): value is EmbeddedTrivy {
  if (typeof value !== "object" || value === null || !("path" in value) || !("version" in value)) return false;
  return typeof value.path === "string" && isAbsolute(value.path) && typeof value.version === "string";
}
