import { hash } from "node:crypto";
import type { ListedPackage, VulnerabilityFinding } from "../../../../core/kit.ts";
import type { Finding, Outcome } from "../../../../core/mod.ts";
import { type Doubt, DoubtCount, listDoubts } from "../doubts.ts";
import { LineSpool } from "../line_spool.ts";
import { type Place, ScratchFile } from "../scratch_file.ts";
import { buildImage, buildPackage, buildRef, buildSystem, type Listing, packageKey, packageOf } from "./component.ts";
import {
  type AdvisoryText,
  type Affected,
  buildAdvisory,
  buildVulnerabilityRef,
  formatVulnerability,
  toAffected,
} from "./vulnerability.ts";

/** Among how many streams advisories are divided: each is held in memory once. */
const BUCKETS = 256;
/** References of so many packages are remembered. */
const MAX_REMEMBERED = 50_000;

/** An image on the disk. */
export interface StoredImage {
  readonly ref: string;
  /** What images are sorted by, so that equal runs make equal files. */
  readonly name: string;
  /** Whether it is known to list less than there is. */
  readonly isIncomplete: boolean;
  /** JSON of the component without its packages, and of the list of packages. */
  readonly head: Place;
  readonly packages: Place;
}

/** A vulnerability whose places are not looked at yet. */
interface Advised {
  readonly ref: string;
  /** Of the group of its places. */
  readonly key: string;
  readonly analysis: string;
  readonly advisory: AdvisoryText;
}

/** Reference, severity, its source, advice. */
type SpooledAffected = readonly [string, string, string, string];

/** A finding, with the key of the package that it is in. */
interface Found {
  readonly finding: Finding;
  readonly key: string;
}

interface ImageFound {
  readonly ref: string;
  readonly doubts: readonly Doubt[];
  readonly findings: readonly Found[];
}

function toFound(finding: Finding): Found {
  return { finding, key: finding.kind === "vulnerability" ? packageKey(packageOf(finding)) : "" };
}

/** The images and vulnerabilities of a run on the disk. Memory holds some bytes for each image and advisory. */
export class Gathered {
  readonly doubts = new DoubtCount();
  /** Images whose packages are not all listed, though they were scanned. */
  partial = 0;
  /** Findings that have no place in the file. */
  readonly others = { secret: 0, misconfiguration: 0, license: 0 };
  readonly scanners = new Set<string>();
  endedAt = 0;
  readonly #images: StoredImage[] = [];
  readonly #refs = new Set<string>();
  readonly #texts: ScratchFile;
  readonly #affected: LineSpool;
  readonly #numbers = new Map<string, { readonly number: number; readonly bucket: number }>();
  readonly #places: Place[] = [];
  readonly #packageRefs = new Map<string, string>();

  constructor(path: string) {
    this.#texts = new ScratchFile(path);
    this.#affected = new LineSpool(path, { streams: BUCKETS });
  }

  async add(outcome: Outcome): Promise<void> {
    const { data } = outcome;
    const doubts = listDoubts(outcome);
    this.doubts.add(doubts);
    this.endedAt = Math.max(this.endedAt, Date.parse(outcome.finishedAt) || 0);
    for (const { scanner } of data.scans ?? [])
      this.scanners.add(JSON.stringify([scanner.name, scanner.version ?? ""]));
    const ref = this.#newRef(outcome);
    const findings = (data.findings ?? []).map(toFound);
    const refs = await this.#addImage(outcome, { ref, doubts, findings });
    for (const found of findings) await this.#addFinding(found, refs);
  }

  /** All images, sorted. */
  images(): readonly StoredImage[] {
    return this.#images.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  read(place: Place): Promise<string> {
    return this.#texts.read(place);
  }

  /** JSON of all vulnerabilities, each in pieces, in an order that depends on their names alone. */
  async *vulnerabilities(): AsyncGenerator<Iterable<string>> {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      // As text until its turn comes: ten thousand images may have one advisory.
      const groups = new Map<string, string[]>();
      for await (const lines of this.#affected.lines(bucket)) {
        for (const line of lines) {
          const end = line.lastIndexOf("\t");
          const key = line.slice(0, end);
          const group = groups.get(key);
          if (group) group.push(line.slice(end + 1));
          else groups.set(key, [line.slice(end + 1)]);
        }
      }
      const found: Advised[] = [];
      for (const key of groups.keys()) {
        const [number, analysis] = [Number.parseInt(key, 10), key.slice(key.indexOf("\t") + 1)];
        const place = this.#places[number];
        if (place === undefined) throw new RangeError(`There is no advisory ${number}`);
        const advisory = JSON.parse(await this.#texts.read(place)) as AdvisoryText;
        found.push({ ref: buildVulnerabilityRef(advisory, analysis), key, analysis, advisory });
      }
      for (const { key, analysis, advisory } of found.sort((a, b) => (a.ref < b.ref ? -1 : 1))) {
        const affected = (groups.get(key) ?? []).map((text) => parseAffected(text, analysis));
        groups.delete(key);
        yield formatVulnerability(advisory, affected);
      }
    }
  }

  async close(): Promise<void> {
    await this.#affected.close();
    await this.#texts.close();
  }

  /** Two targets may be the same image: each has a reference of its own. */
  #newRef({ pipeline, target, data }: Outcome): string {
    const parts = [pipeline, target.id, target.platform ?? "", data.image?.digest ?? ""];
    for (let count = 1; ; count += 1) {
      const ref = buildRef("image", ...parts, String(count));
      if (this.#refs.has(ref)) continue;
      this.#refs.add(ref);
      return ref;
    }
  }

  /** Stores an image with its packages. Returns the references of these by their keys. */
  async #addImage(outcome: Outcome, { ref, doubts, findings }: ImageFound): Promise<ReadonlyMap<string, string>> {
    const { packages } = outcome.data;
    const all = new Map<string, ListedPackage>((packages ?? []).map((one) => [packageKey(one), one]));
    for (const { finding, key } of findings) {
      if (finding.kind === "vulnerability" && !all.has(key)) all.set(key, packageOf(finding));
    }
    const isScanned = outcome.data.findings !== undefined;
    const listing: Listing = packages === undefined ? (isScanned ? "with-findings" : "none") : "all";
    if (listing === "with-findings") this.partial += 1;
    const refs = new Map([...all.keys()].map((key) => [key, `${ref}/${this.#packageRef(key)}`]));
    const components = [...all].map(([key, one]) => buildPackage(one, refs.get(key) ?? ""));
    const system = buildSystem(outcome, `${ref}/os`);
    const image = buildImage({ outcome, ref, listing, doubts });
    const head = await this.#texts.append(JSON.stringify(image));
    const stored = await this.#texts.append(JSON.stringify(system ? [system, ...components] : components));
    const isIncomplete = listing !== "all" || doubts.length > 0;
    this.#images.push({ ref, name: `${image.name}\0${ref}`, isIncomplete, head, packages: stored });
    return refs;
  }

  /** Images of one base have the same packages: their references need not be made for each. */
  #packageRef(key: string): string {
    const known = this.#packageRefs.get(key) ?? buildRef(key);
    if (this.#packageRefs.size >= MAX_REMEMBERED) this.#packageRefs.clear();
    this.#packageRefs.set(key, known);
    return known;
  }

  async #addFinding({ finding, key }: Found, refs: ReadonlyMap<string, string>): Promise<void> {
    if (finding.kind !== "vulnerability") {
      this.others[finding.kind] += 1;
      return;
    }
    const { ref, severity, source, advice, analysis } = toAffected(finding, refs.get(key) ?? "");
    const { number, bucket } = await this.#placeOf(finding);
    const text = JSON.stringify([ref, severity, source, advice] satisfies SpooledAffected);
    // JSON has no tabs.
    await this.#affected.add(bucket, `${number}\t${analysis}\t${text}`);
  }

  async #placeOf(finding: VulnerabilityFinding) {
    const known = this.#numbers.get(finding.id);
    if (known !== undefined) return known;
    const number = this.#places.push(await this.#texts.append(JSON.stringify(buildAdvisory(finding)))) - 1;
    const place = { number, bucket: Number.parseInt(hash("sha256", finding.id).slice(0, 8), 16) % BUCKETS };
    this.#numbers.set(finding.id, place);
    return place;
  }
}

function parseAffected(text: string, analysis: string): Affected {
  const [ref, severity, source, advice] = JSON.parse(text) as SpooledAffected;
  return { ref, severity, source, advice, analysis };
}
