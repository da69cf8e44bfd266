import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { errorCode, loadText, toFileReason } from "../../../../core/kit.ts";
import type { ImageSource } from "../../../lib/options/image_sources.ts";
import { trivyError } from "../errors.ts";
import type { TrivyOptions } from "../options.ts";
import type { Capabilities } from "../program/binary/capabilities.ts";
import { checkIgnoreFile } from "./ignore_file/check_ignore_file.ts";
import { buildFlags, findUnsupported, type ScanOptions } from "./option_table.ts";

const MAX_VEX_BYTES = 268_435_456;

/** What the options say to every scan of a run. */
export interface ScanSettings {
  readonly args: readonly string[];
  /** As variables: what an older Trivy may do without. */
  readonly variables: Readonly<Record<string, string>>;
  /** For targets that name none. */
  readonly platform?: string | undefined;
  /** Where images are taken from that were not built here, in order. */
  readonly imageSources: readonly ImageSource[];
  /** What this Trivy does not do although it is the default, for a warning. */
  readonly shortfall?: string | undefined;
}

/** Where relative paths start, and what this Trivy can do. */
export interface ScanSettingsContext {
  readonly cwd: string;
  readonly capabilities: Capabilities;
}

/**
 * Makes what every scan gets of the options. Trivy runs in an empty folder, so their files are named in full.
 *
 * @throws {ScanError} TRIVY_OPTION_FILE, TRIVY_IGNORE_FILE, and TRIVY_OPTION where this Trivy cannot do what they ask for
 */
export async function loadScanSettings(options: TrivyOptions, context: ScanSettingsContext): Promise<ScanSettings> {
  const { cwd, capabilities } = context;
  const { ignoreFile, vex = [], scanners, offline, platform, imageSources } = options;
  const asked: ScanOptions = {
    ...options,
    ignoreFile: ignoreFile === undefined ? undefined : await resolveIgnoreFile(ignoreFile, cwd),
    vex: await Promise.all([vex].flat().map((path) => resolveVexFile(path, cwd))),
  };
  const unsupported = findUnsupported(asked, capabilities);
  const version = capabilities.version ?? "an older build";
  const lacking = unsupported.filter(({ isDefault }) => !isDefault).map(({ name, since }) => `${name} needs ${since}`);
  if (lacking.length > 0) throw trivyError("TRIVY_OPTION", { lacking: lacking.join(", "), version });
  const missed = unsupported.map(({ name, since }) => `${name} needs ${since}`);
  return {
    args: buildFlags(asked, capabilities),
    variables: {
      // They are downloaded once for the run; the former name is for a Trivy before 0.54.
      ...(scanners.includes("misconfig") && { TRIVY_SKIP_CHECK_UPDATE: "true", TRIVY_SKIP_POLICY_UPDATE: "true" }),
      ...(offline && { TRIVY_OFFLINE_SCAN: "true" }),
    },
    platform,
    imageSources,
    shortfall:
      missed.length === 0 ? undefined : `This Trivy is ${version}, and ${missed.join(", ")}: continuing without`,
  };
}

async function resolveIgnoreFile(path: string, cwd: string): Promise<string> {
  const file = await resolveFile(path, { option: "ignoreFile", cwd });
  await checkIgnoreFile(file);
  return file;
}

/** Trivy reads VEX documents as JSON in one of three forms, and fails without a word on others. */
async function resolveVexFile(path: string, cwd: string): Promise<string> {
  const file = await resolveFile(path, { option: "vex", cwd });
  const fail = (reason: string, cause?: unknown) =>
    trivyError("TRIVY_OPTION_FILE", { option: "vex", file, reason }, { cause });
  let content: unknown;
  try {
    content = JSON.parse(await loadText(file, { maxBytes: MAX_VEX_BYTES }));
  } catch (error) {
    throw fail("it is not JSON", error);
  }
  if (!vexSchema.safeParse(content).success) throw fail("it is none of OpenVEX, CycloneDX and CSAF");
  return file;
}

const vexSchema = z.union([
  z.object({ "@context": z.string().regex(/openvex/i) }),
  z.object({ bomFormat: z.literal("CycloneDX") }),
  z.object({ document: z.object({}) }),
]);

async function resolveFile(path: string, { option, cwd }: { option: string; cwd: string }): Promise<string> {
  const file = resolve(cwd, path);
  const fail = (reason: string, cause?: unknown) =>
    trivyError("TRIVY_OPTION_FILE", { option, file, reason }, { cause });
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw fail(errorCode(error) === "ENOENT" ? "there is no such file" : toFileReason(error), error);
  }
  if (!(await stat(file)).isFile()) throw fail("it is not a file");
  return file;
}
