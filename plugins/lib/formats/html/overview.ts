import {
  caveatsOf,
  countSeverities,
  createFixPlanner,
  createWorstImages,
  isCached,
  isExploited,
  leaveOutAccepted,
  targetLabel,
  zeroCounts,
} from "../../../../core/kit.ts";
import { type Outcome, SEVERITIES } from "../../../../core/mod.ts";
import { listDoubts } from "../doubts.ts";
import { SeverityFloors } from "../severity_floors.ts";
import type { PageText } from "./text.ts";

/** How an image is called in the page's tables. */
export type Status = "scanned" | "cached" | "unscanned" | "skipped" | "failed";

/** Something about one image, in words. */
export interface Remark {
  readonly image: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** So many of the worst images are named. */
const WORST = 15;
/** So many names stand behind each reason to skip. */
const NAMES = 20;

/** What the whole run comes to. Memory grows with images, and up to a limit with packages that have a fix; not with findings. */
export class Overview {
  readonly statuses: Record<Status, number> = { scanned: 0, cached: 0, unscanned: 0, skipped: 0, failed: 0 };
  readonly severities = zeroCounts();
  /** Findings by kind. */
  readonly kinds: Record<string, number> = { vulnerability: 0, secret: 0, misconfiguration: 0, license: 0 };
  readonly failures: Remark[] = [];
  readonly caveats: Remark[] = [];
  /** By reason: how many were skipped or not scanned, and the names of the first. */
  readonly skips = new Map<string, { count: number; readonly names: string[] }>();
  readonly scanners = new Set<string>();
  /** When databases were built: milliseconds, the oldest and the newest. */
  readonly databases = { oldest: Number.POSITIVE_INFINITY, newest: Number.NEGATIVE_INFINITY };
  readonly planner = createFixPlanner();
  readonly worst = createWorstImages(WORST);
  readonly floors = new SeverityFloors();
  /** How many images each owner has. */
  readonly owners = new Map<string, number>();
  withCaveats = 0;
  images = 0;
  findings = 0;
  /** Findings that are accepted: no figure has them, and the table only where it is asked for them. */
  accepted = 0;
  /** Findings that an earlier run did not have; undefined where nothing was compared. */
  newFindings: number | undefined;
  /** Findings that are known to be exploited. */
  exploited = 0;
  /** Whether anything is known about exploits of any finding. */
  hasIntel = false;
  readonly #text: PageText;

  constructor(text: PageText) {
    this.#text = text;
  }

  /** Adds an image, under the name that the page has for it. */
  add(outcome: Outcome, name: string): void {
    const { findings = [], scans = [] } = outcome.data;
    this.#addStatus(outcome, name);
    const owner = this.#text.fitIfAny(outcome.target.labels?.owner, 200);
    if (owner !== undefined) this.owners.set(owner, (this.owners.get(owner) ?? 0) + 1);
    for (const { scanner, database } of scans) {
      this.scanners.add(this.#text.fit([scanner.name, scanner.version].filter(Boolean).join(" "), 100));
      if (database) this.#addDatabase(Date.parse(database.builtAt));
    }
    const severities = countSeverities(findings);
    for (const severity of SEVERITIES) this.severities[severity] += severities[severity];
    const counted = leaveOutAccepted(findings);
    for (const { kind } of counted) this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    this.planner.add(outcome);
    this.worst.add(outcome);
    this.floors.add(outcome);
    this.images += 1;
    this.findings += counted.length;
    this.accepted += findings.length - counted.length;
    this.exploited += counted.filter(isExploited).length;
    this.hasIntel ||= findings.some((finding) => finding.kind === "vulnerability" && finding.intel !== undefined);
    if (outcome.comparison) this.newFindings = (this.newFindings ?? 0) + counted.filter(({ isNew }) => isNew).length;
  }

  #addStatus(outcome: Outcome, image: string): void {
    const status = statusOf(outcome);
    this.statuses[status] += 1;
    if (outcome.status === "failed") {
      const { code, message, hint } = outcome.error;
      const fit = (text: string | undefined) => this.#text.fitIfAny(text, 2000);
      this.failures.push({ image, code, message: fit(message) ?? "", hint: fit(hint) });
    } else if (status === "skipped" || status === "unscanned") {
      const reason = this.#text.fit(listDoubts(outcome)[0]?.message ?? "", 500);
      const skip = this.skips.get(reason) ?? { count: 0, names: [] };
      skip.count += 1;
      if (skip.names.length < NAMES) skip.names.push(image);
      this.skips.set(reason, skip);
    }
    const caveats = caveatsOf(outcome.data);
    if (caveats.length > 0) this.withCaveats += 1;
    for (const { code, message } of caveats) {
      this.caveats.push({ image, code, message: this.#text.fit(message, 2000) });
    }
  }

  #addDatabase(builtAt: number): void {
    if (Number.isNaN(builtAt)) return;
    this.databases.oldest = Math.min(this.databases.oldest, builtAt);
    this.databases.newest = Math.max(this.databases.newest, builtAt);
  }
}

/** How an image is called in the page's tables. */
export function statusOf({ status, data }: Outcome): Status {
  if (status !== "done") return status;
  if (data.findings === undefined) return "unscanned";
  return isCached(data) ? "cached" : "scanned";
}

/** What an image is called: with its platform, where the list names one. */
export function nameOf({ target }: Outcome, text: PageText): string {
  return text.fit(targetLabel(target), 500);
}
