import { join } from "node:path";
import { pathExists } from "../../../../core/kit.ts";
import { loadStamp } from "../program/binary/identity.ts";
import { compareChecksums, hashFile } from "./checksums.ts";
import { type DbKind, JAVA_DB, VULNERABILITY_DB } from "./kinds.ts";
import { loadMetadata } from "./metadata.ts";

const KINDS = [VULNERABILITY_DB, JAVA_DB] as const;

/** How the databases of a folder are at one moment. */
export interface DbSnapshot {
  /** What is wrong with them; nothing where they are those that were checked. */
  readonly problem?: string | undefined;
  /** Changes with every change of one of the files; `""` for one that is not there. */
  readonly stamps: readonly string[];
  /**
   * Says of the vulnerability database and of the Java database which one it is, by its SHA-256 and by when it was
   * built; `""` for one that is not there, or is not sound.
   */
  readonly contents: readonly string[];
}

/** Whether a scan between two looks can only have read the files that were there at the first. */
export function isSame(before: DbSnapshot, after: DbSnapshot): boolean {
  return before.stamps.every((stamp, index) => stamp === "" || stamp === after.stamps[index]);
}

/**
 * The databases that a result of an earlier run must have been found with to hold now. None for a database that is
 * broken: it will be repaired, and be another one then.
 */
export function listReusable({
  problem,
  contents,
}: Pick<DbSnapshot, "problem" | "contents">): readonly DbSnapshot["contents"][] {
  if (problem !== undefined) return [];
  // Without a Java database a scan succeeds only where the image needs none: then no other one changes the result.
  return [contents, contents.with(-1, "")];
}

/** When the databases of a {@linkcode DbSnapshot} were built: ISO 8601; absent where that is not known. */
export function parseBuiltAt(contents: DbSnapshot["contents"]): {
  readonly builtAt?: string;
  readonly javaBuiltAt?: string;
} {
  const [builtAt, javaBuiltAt] = contents.map((content) => content.split(" ")[1]);
  return { ...(builtAt && { builtAt }), ...(javaBuiltAt && { javaBuiltAt }) };
}

/**
 * Knows which databases of this run are sound, and whether those in a folder still are. Trivy itself may not: a
 * release before 0.60 takes a broken database for an empty one, and none notices a broken Java database.
 */
export class SoundDatabases {
  readonly #cacheDir: string;
  readonly #sound = new Set<string>();
  readonly #seen = new Map<string, { readonly stamp: string; readonly sha256: string }>();
  readonly #builtAts = new Map<string, { readonly stamp: string; readonly builtAt: string }>();

  /** @param cacheDir The live folder: what is looked at later are its databases, or copies of them */
  constructor(cacheDir: string) {
    this.#cacheDir = cacheDir;
  }

  /** Takes the databases in the live folder for sound: they have just been checked. */
  async trust(): Promise<void> {
    for (const kind of KINDS) await this.#trustOne(kind);
  }

  /**
   * Inspects the databases in a cache folder. Costs no more than a few looks at file times as long as nobody touches
   * them.
   */
  async inspect(folder: string): Promise<DbSnapshot> {
    const stamps: string[] = [];
    const contents: string[] = [];
    let problem: string | undefined;
    for (const kind of KINDS) {
      const stamp = await loadStamp(join(folder, kind.folder, kind.file));
      stamps.push(stamp ?? "");
      problem ??= await this.#findProblem(kind, folder, stamp);
      contents.push(await this.#describeContent(kind, folder, stamp));
    }
    return { problem, stamps, contents };
  }

  async #findSound(kind: DbKind, path: string): Promise<string | undefined> {
    const digest = await hashFile(path);
    if (this.#sound.has(digest)) return digest;
    // It may have been downloaded since: by a repair, or by another process.
    const live = await compareChecksums(kind, join(this.#cacheDir, kind.folder));
    if (live.state !== "unchanged" || live.sha256 !== digest) return undefined;
    this.#sound.add(digest);
    return digest;
  }

  async #findProblem(kind: DbKind, folder: string, stamp: string | undefined): Promise<string | undefined> {
    const path = join(folder, kind.folder, kind.file);
    const known = this.#seen.get(path);
    if (stamp === undefined) {
      // Without both of its files, Trivy asks for a Java database by itself.
      const wasThere = known !== undefined && kind.name === "vulnerability";
      const isExpected = wasThere || (await pathExists(join(folder, kind.folder, "metadata.json")));
      return isExpected ? `${kind.file} is gone` : undefined;
    }
    if (stamp === known?.stamp) return undefined;
    const sha256 = await this.#findSound(kind, path);
    if (sha256 === undefined) return `${kind.file} has changed`;
    this.#seen.set(path, { stamp, sha256 });
    return undefined;
  }

  /** Reads the metadata only where they have changed. */
  async #loadBuiltAt(path: string): Promise<string> {
    const stamp = (await loadStamp(path)) ?? "";
    const known = this.#builtAts.get(path);
    if (known?.stamp === stamp) return known.builtAt;
    const metadata = await loadMetadata(path).catch(() => undefined);
    const builtAt = metadata?.updatedAt.toISOString() ?? "";
    this.#builtAts.set(path, { stamp, builtAt });
    return builtAt;
  }

  async #describeContent(kind: DbKind, folder: string, stamp: string | undefined): Promise<string> {
    const known = this.#seen.get(join(folder, kind.folder, kind.file));
    if (known === undefined || known.stamp !== stamp) return "";
    return `${known.sha256} ${await this.#loadBuiltAt(join(folder, kind.folder, "metadata.json"))}`;
  }

  async #trustOne(kind: DbKind): Promise<void> {
    const path = join(this.#cacheDir, kind.folder, kind.file);
    const stamp = await loadStamp(path);
    if (stamp === undefined) return;
    const compared = await compareChecksums(kind, join(this.#cacheDir, kind.folder));
    const sha256 = compared.state === "unchanged" ? compared.sha256 : await hashFile(path);
    this.#sound.add(sha256);
    this.#seen.set(path, { stamp, sha256 });
  }
}
