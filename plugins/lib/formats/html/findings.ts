import { type Acceptance, componentOf, highestScore, riskOf } from "../../../../core/kit.ts";
import { type Finding, type Outcome, SEVERITIES } from "../../../../core/mod.ts";
import { describeAcceptance } from "../acceptance.ts";
import type { Lines } from "./lines.ts";
import { type PageText, toWebAddress } from "./text.ts";

/** What is written of texts from scanners. */
export interface FindingOptions {
  /** Whether the text around a secret is in the page. */
  readonly secretText: "mask" | "show";
}

/** What a row of the page's table says of its image: the numbers of the findings, and where each one is. */
export interface ImageRows {
  readonly issues: readonly number[];
  readonly places: readonly number[];
  /** Path, first line, number of the layer from 1, its digest, and a text that is another one in each place. */
  readonly distinct: readonly (readonly (string | number)[])[];
  /** Which of them are new. */
  readonly news: readonly number[];
  /** Of accepted findings, which one it is in this image, and the number of what a rule says of it. */
  readonly accepted: readonly (readonly [number, number])[];
}

/**
 * Numbers what images have in common: an advisory, and a finding without its image and its place. Each is written to the
 * lines when it is seen first. Memory holds the names of both, and grows with them, not with findings.
 */
export class Findings {
  readonly #advisories = new Map<string, number>();
  readonly #issues = new Map<string, number>();
  readonly #acceptances = new Map<string, number>();
  readonly #lines: Lines;
  readonly #text: PageText;
  readonly #options: FindingOptions;

  constructor(lines: Lines, text: PageText, options: FindingOptions) {
    this.#lines = lines;
    this.#text = text;
    this.#options = options;
  }

  /** Numbers the findings of one image. */
  async add({ data }: Outcome): Promise<ImageRows> {
    const layers = new Map(data.image?.layers?.map((diffId, index) => [diffId, index + 1]));
    const known = new Map<string, number>();
    const distinct: (readonly (string | number)[])[] = [];
    const issues: number[] = [];
    const places: number[] = [];
    const accepted: (readonly [number, number])[] = [];
    const news: number[] = [];
    for (const finding of data.findings ?? []) {
      if (finding.accepted !== undefined)
        accepted.push([issues.length, await this.#numberAcceptance(finding.accepted)]);
      if (finding.isNew) news.push(issues.length);
      issues.push(await this.#numberIssue(finding));
      const place = this.#describePlace(finding, layers);
      const key = JSON.stringify(place);
      let number = known.get(key);
      if (number === undefined) {
        number = distinct.push(place) - 1;
        known.set(key, number);
      }
      places.push(number);
    }
    return { issues, places, distinct, accepted, news };
  }

  async #numberIssue(finding: Finding): Promise<number> {
    const about = describeIssue(finding);
    const key = JSON.stringify([nameAdvisory(finding), finding.severity, ...about]);
    const known = this.#issues.get(key);
    if (known !== undefined) return known;
    const number = this.#issues.size;
    this.#issues.set(key, number);
    const advisory = await this.#numberAdvisory(finding);
    const severity = SEVERITIES.indexOf(finding.severity);
    const risk = Math.round(riskOf(finding) * RISK_PARTS);
    await this.#lines.add(["issue", advisory, severity, risk, ...about.map((text) => this.#text.fit(text, 300))]);
    return number;
  }

  async #numberAdvisory(finding: Finding): Promise<number> {
    const key = nameAdvisory(finding);
    const known = this.#advisories.get(key);
    if (known !== undefined) return known;
    const number = this.#advisories.size;
    this.#advisories.set(key, number);
    await this.#lines.add(["advisory", this.#describeAdvisory(finding)]);
    return number;
  }

  /** From 1, as 0 is a finding that nobody has accepted. */
  async #numberAcceptance(acceptance: Acceptance): Promise<number> {
    const text = this.#text.fit(describeAcceptance(acceptance), 500);
    const known = this.#acceptances.get(text);
    if (known !== undefined) return known;
    const number = this.#acceptances.size + 1;
    this.#acceptances.set(text, number);
    await this.#lines.add(["acceptance", text]);
    return number;
  }

  #describeAdvisory(finding: Finding) {
    const { kind, id, title, description, primaryUrl, references = [] } = finding;
    const common = {
      kind,
      id: this.#text.fit(id, 300),
      title: this.#text.fitIfAny(title, 500),
      description: this.#text.fitIfAny(description, 4000),
      url: toWebAddress(primaryUrl),
      links: references.flatMap((text) => toWebAddress(text) ?? []).slice(0, 20),
    };
    if (finding.kind === "misconfiguration")
      return { ...common, resolution: this.#text.fitIfAny(finding.resolution, 2000) };
    if (finding.kind !== "vulnerability") return common;
    return {
      ...common,
      score: highestScore(finding.cvss),
      aliases: this.#text.fitIfAny(finding.aliases?.join(", "), 500),
      cwes: this.#text.fitIfAny(finding.cwes?.join(", "), 500),
      published: finding.publishedAt?.slice(0, 10),
      epss: finding.intel?.epss?.score,
      percentile: finding.intel?.epss?.percentile,
      kev: this.#text.fitIfAny(finding.intel?.kev?.added, 20),
      due: this.#text.fitIfAny(finding.intel?.kev?.due, 20),
      ransomware: finding.intel?.kev?.ransomware,
    };
  }

  #describePlace(finding: Finding, layers: ReadonlyMap<string, number>): readonly (string | number)[] {
    const { path = "", startLine = 0, layer = {} } = finding.location;
    const { diffId = "", digest = "" } = layer;
    const text = this.#text.fit(describePlaceText(finding, this.#options), 1000);
    return [
      this.#text.fit(path, 1000),
      startLine,
      layers.get(diffId) ?? 0,
      this.#text.fit(diffId || digest, 100),
      ...(text === "" ? [] : [text]),
    ];
  }
}

/** Risks are sorted as whole numbers. */
const RISK_PARTS = 1e6;

/** What one says of exploits and another one does not makes them two: none shall seem harmless. */
function nameAdvisory(finding: Finding): string {
  const intel = finding.kind === "vulnerability" ? finding.intel : undefined;
  return `${finding.kind} ${finding.id.slice(0, 300)}${intel === undefined ? "" : JSON.stringify(intel)}`;
}

/** What is the same wherever it is found: package or resource, installed version, component, fixed versions, state. */
function describeIssue(finding: Finding): readonly string[] {
  const component = componentOf(finding);
  switch (finding.kind) {
    case "vulnerability": {
      const { package: found, fix } = finding;
      return [found.name, found.version, component, fix.versions.join(", "), fix.state];
    }
    case "secret":
      return [finding.category, "", component];
    case "misconfiguration":
      return [finding.resource ?? "", "", component];
    case "license":
      return [finding.package?.name ?? "", "", component];
  }
}

function describePlaceText(finding: Finding, { secretText }: FindingOptions): string {
  if (finding.kind === "misconfiguration") return finding.message;
  return finding.kind === "secret" && secretText === "show" ? finding.match : "";
}
