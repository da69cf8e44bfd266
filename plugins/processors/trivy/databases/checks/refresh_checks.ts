import { createHash } from "node:crypto";
import type { Logger } from "../../../../../core/mod.ts";
import type { Store } from "../../../../lib/scanning/open_store.ts";
import { loadIdentity } from "../../program/binary/identity.ts";
import { loadChecksState, type PrepareChecksOptions, pickChecksRepositories, prepareChecks } from "./prepare_checks.ts";

/** How the checks are kept fresh. */
export interface RefreshChecksOptions extends PrepareChecksOptions {
  /** Where what came of the last time is kept. Without it, Trivy is asked each time. */
  readonly store: Store | undefined;
  readonly log: Logger;
  readonly now: () => Date;
}

/** For how long Trivy takes checks for the newest. */
const FRESH_MS = 86_400_000;
/** How long after a download that failed no other is tried. */
const PAUSE_MS = 3_600_000;

/**
 * Sees to it that the checks for misconfigurations are as fresh as can be had. Trivy looks after them, once a day, and
 * once an hour where they cannot be downloaded: a start of it costs more than a run that finds nothing to scan. Another
 * Trivy, or another repository, is a reason to look at once. Call it with the cache folder's lock held.
 *
 * @throws {ScanError} FILE_WRITE, ABORTED
 */
export async function refreshChecks(options: RefreshChecksOptions): Promise<void> {
  const { store, log } = options;
  const known = await loadWarning(options);
  const warning = known ?? (await prepareChecks(options)) ?? "";
  if (warning !== "") log.warn(warning);
  if (known === undefined) await store?.save(await toKey(options), warning);
}

/** What came of the last time, `""` for checks that are fresh; undefined where it is time to look again. */
async function loadWarning(options: RefreshChecksOptions): Promise<string | undefined> {
  const { store, cacheDir, now } = options;
  const last = await store?.load(await toKey(options), FRESH_MS);
  if (last === undefined) return undefined;
  const warning = last.bytes.toString();
  const { downloadedAt } = await loadChecksState(cacheDir);
  const [since, limit] = warning === "" ? [downloadedAt, FRESH_MS] : [last.savedAt, PAUSE_MS];
  return since !== undefined && now().getTime() - since.getTime() < limit ? warning : undefined;
}

async function toKey({ program, cacheDir }: RefreshChecksOptions): Promise<string> {
  const { text } = await loadChecksState(cacheDir);
  const parts = ["checks", await loadIdentity(program), pickChecksRepositories(program.env), text];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
