import { hash } from "node:crypto";
import type { Acceptance, VulnerabilityFinding } from "../../../../core/kit.ts";
import type { Finding, Outcome } from "../../../../core/mod.ts";
import { DoubtCount, listDoubts } from "../doubts.ts";
import { LineSpool } from "../line_spool.ts";
import { plainLine } from "../plain_text.ts";
import { buildDecision } from "./decision.ts";
import { buildProduct, packagePurl } from "./product.ts";

/** Among how many streams vulnerabilities are divided: each is held in memory once. */
const BUCKETS = 256;
const MAX_ALIASES = 20;

/** Id, its aliases, numbers of the decision and the image, the package. */
type SpooledLine = readonly [string, readonly string[], number, number, string];

/** A vulnerability with all images and packages that one decision is about. */
interface Group {
  readonly id: string;
  readonly decision: string;
  readonly aliases: Set<string>;
  /** The package URLs by the number of the image. */
  readonly packages: Map<number, Set<string>>;
}

/** The accepted vulnerabilities of a run on the disk. Memory holds some bytes for each image and each rule. */
export class Gathered {
  readonly doubts = new DoubtCount();
  endedAt = 0;
  /** Accepted findings that have no place in the file. */
  readonly others = { secret: 0, misconfiguration: 0, license: 0 };
  /** Findings that are said to do no harm where another one of the same package is not. */
  disputed = 0;
  /** Accepted findings that no reader can know again: their image has no digest. */
  unknown = 0;
  readonly #found: LineSpool;
  readonly #decisions = new Numbers();
  /** Findings that one rule accepts share what it says. */
  readonly #known = new WeakMap<Acceptance, number>();
  readonly #products = new Numbers();

  constructor(path: string) {
    this.#found = new LineSpool(path, { streams: BUCKETS });
  }

  async add(outcome: Outcome): Promise<void> {
    this.doubts.add(listDoubts(outcome));
    this.endedAt = Math.max(this.endedAt, Date.parse(outcome.finishedAt) || 0);
    const { findings = [] } = outcome.data;
    const accepted = findings.filter((finding) => finding.accepted !== undefined);
    if (accepted.length === 0) return;
    const statuses = listStatuses(findings);
    const product = buildProduct(outcome);
    const image = this.#products.of(JSON.stringify(product));
    for (const finding of accepted) {
      if (finding.accepted === undefined) continue;
      if (finding.kind !== "vulnerability") this.others[finding.kind] += 1;
      // A reader tells findings of one package apart neither by their file nor by anything else.
      else if (finding.accepted.status !== "accepted" && statuses.get(keyOf(finding)) === "several") this.disputed += 1;
      else {
        if (!("identifiers" in product)) this.unknown += 1;
        await this.#spool(finding, this.#numberDecision(finding.accepted), image);
      }
    }
  }

  /** All statements, in an order that depends on what they say alone. */
  async *statements(): AsyncGenerator<string> {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const groups = await this.#readGroups(bucket);
      const sorted = [...groups.values()].map((group) => [`${group.id}\0${group.decision}`, group] as const);
      for (const [, group] of sorted.sort(([a], [b]) => (a < b ? -1 : 1))) yield this.#toStatement(group);
    }
  }

  close(): Promise<void> {
    return this.#found.close();
  }

  #numberDecision(acceptance: Acceptance): number {
    const number = this.#known.get(acceptance) ?? this.#decisions.of(JSON.stringify(buildDecision(acceptance)));
    this.#known.set(acceptance, number);
    return number;
  }

  async #spool(finding: VulnerabilityFinding, decision: number, image: number): Promise<void> {
    const id = plainLine(finding.id, 255) || "unknown";
    const aliases = (finding.aliases ?? []).slice(0, MAX_ALIASES).map((alias) => plainLine(alias, 255));
    const bucket = Number.parseInt(hash("sha256", id).slice(0, 8), 16) % BUCKETS;
    const line: SpooledLine = [id, aliases, decision, image, packagePurl(finding)];
    await this.#found.add(bucket, JSON.stringify(line));
  }

  async #readGroups(bucket: number): Promise<ReadonlyMap<string, Group>> {
    const groups = new Map<string, Group>();
    for await (const lines of this.#found.lines(bucket)) {
      for (const line of lines) {
        const [id, aliases, number, image, purl] = JSON.parse(line) as SpooledLine;
        const key = `${number} ${id}`;
        const decision = this.#decisions.text(number);
        const group = groups.get(key) ?? { id, decision, aliases: new Set(), packages: new Map() };
        groups.set(key, group);
        for (const alias of aliases) if (alias !== "" && alias !== id) group.aliases.add(alias);
        const packages = group.packages.get(image) ?? new Set();
        group.packages.set(image, packages.add(purl));
      }
    }
    return groups;
  }

  #toStatement({ id, decision, aliases, packages }: Group): string {
    const images = [...packages].map(([image, purls]) => [this.#products.text(image), [...purls].sort()] as const);
    return JSON.stringify({
      vulnerability: { name: id, ...(aliases.size > 0 && { aliases: [...aliases].sort() }) },
      products: images
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([product, purls]) => ({
          ...(JSON.parse(product) as ReturnType<typeof buildProduct>),
          subcomponents: purls.map((purl) => ({ "@id": purl })),
        })),
      ...(JSON.parse(decision) as ReturnType<typeof buildDecision>),
    });
  }
}

/** What is said of each vulnerability of each package: one thing, or several. */
function listStatuses(findings: readonly Finding[]): ReadonlyMap<string, string> {
  const statuses = new Map<string, string>();
  for (const finding of findings) {
    if (finding.kind !== "vulnerability") continue;
    const [key, status] = [keyOf(finding), finding.accepted?.status ?? "open"];
    statuses.set(key, (statuses.get(key) ?? status) === status ? status : "several");
  }
  return statuses;
}

function keyOf(finding: VulnerabilityFinding): string {
  return `${finding.id} ${packagePurl(finding)}`;
}

/** Texts that are long and few, by numbers. */
class Numbers {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  of(text: string): number {
    const number = this.#numbers.get(text) ?? this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  text(number: number): string {
    const found = this.#texts[number];
    if (found === undefined) throw new RangeError(`There is no text ${number}`);
    return found;
  }
}
