import { join } from "node:path";
import { z } from "zod";
import { loadText } from "../../../../../core/kit.ts";
import { CACHE_FOLDER } from "../../cache_folder.ts";

/** Where Trivy is told to take the checks from, now and before 0.54. */
const REPOSITORY_VARIABLES = ["TRIVY_CHECKS_BUNDLE_REPOSITORY", "TRIVY_POLICY_BUNDLE_REPOSITORY"];

/** The variables of an environment that say where the checks come from. */
export function toChecksRepositories(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = REPOSITORY_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(named);
}

/** Which checks are in a cache folder. */
export interface ChecksState {
  /** What Trivy has written down of them; `""` where there are none. */
  readonly text: string;
  /** Which ones they are, as long as Trivy says so. */
  readonly digest?: string | undefined;
  /** When Trivy last saw that they are the newest. */
  readonly downloadedAt?: Date | undefined;
}

const metadataSchema = z.object({
  Digest: z.string().min(1),
  DownloadedAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

/** Looks which checks are in a cache folder. */
export async function loadChecksState(cacheDir: string): Promise<ChecksState> {
  const text = await loadText(join(cacheDir, CACHE_FOLDER.checks, "metadata.json")).catch(() => "");
  try {
    const { Digest: digest, DownloadedAt: downloadedAt } = metadataSchema.parse(JSON.parse(text));
    return { text, digest, downloadedAt };
  } catch {
    return { text };
  }
}
