import { coreError, describeFinding, plural } from "../../../../core/kit.ts";
import {
  countCoverage,
  findMoment,
  findPlaces,
  listFindings,
  listImages,
  listLooks,
  listRuns,
  parseMoment,
  parseQuery,
  readHistory,
} from "../../../../plugins/lib/history/questions/mod.ts";
import type { HistoryDatabase } from "../../../../plugins/lib/history/store/schema.ts";
import { describeChange, describeLimits, describeTotals, listParts, nameSome } from "../../diff/describe.ts";
import { findInHistory } from "../../diff/resolve_sides.ts";
import { summarize } from "../../diff/summarize.ts";
import { describeDoubts } from "../../find/describe_doubts.ts";
import { groupPlaces } from "../../find/group_places.ts";
import type { findHistory } from "../../lib/find_history.ts";
import { drawSvg } from "../../trend/draw_svg.ts";
import type { Answer } from "../server/serve_ui.ts";
import { listAccepted, type RulesOf } from "./list_accepted.ts";
import { planSteps } from "./plan_steps.ts";

/** Where the history is. */
export type Place = Awaited<ReturnType<typeof findHistory>>;

/** The most rows that one answer has: the page says what it leaves out. */
const MAX_ROWS = 2000;

/** What the page may ask, by name. Each opens the history for itself, and so sees what runs write meanwhile. */
const QUESTIONS = { runs, trend, images, image, find, plan, diff } as const;

/** What a question comes with. */
interface Asked {
  /** What errors call the history. */
  readonly path: string;
  /** Lets others have their turn, and throws where nobody waits for the answer any more. */
  pause(): Promise<void>;
  readonly loadRules: RulesOf;
}

type Question = (db: HistoryDatabase, words: URLSearchParams, asked: Asked) => Promise<unknown>;

/** Makes what answers the page. */
export function createAnswer(place: Place, loadRules: RulesOf): Answer {
  return (name, words, signal) => {
    async function pause(): Promise<void> {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    if (name === "accepted") {
      return loadRules().then((rules) =>
        readHistory(place, async (db) =>
          listAccepted(db, await findMoment(db, String(place), undefined), { rules, pause }),
        ),
      );
    }
    const question: Question | undefined = Object.hasOwn(QUESTIONS, name)
      ? QUESTIONS[name as keyof typeof QUESTIONS]
      : undefined;
    return question && readHistory(place, (db) => question(db, words, { path: String(place), pause, loadRules }));
  };
}

async function runs(db: HistoryDatabase, words: URLSearchParams) {
  const limit = readLimit(words, 50);
  const listed = [...(await listRuns(db, { limit: limit + 1, isFinished: false }))].reverse();
  return { runs: listed.slice(0, limit), hasMore: listed.length > limit };
}

async function trend(db: HistoryDatabase, words: URLSearchParams) {
  const pipeline = words.get("pipeline") || undefined;
  const listed = await listRuns(db, { limit: readLimit(words, 60), isFinished: true, pipeline });
  return { runs: listed, svg: listed.length === 0 ? "" : drawSvg(listed) };
}

async function images(db: HistoryDatabase, words: URLSearchParams, { path }: Asked) {
  const moment = await findMoment(db, path, undefined);
  const offset = readNumber(words, "offset", 0);
  const listed = await listImages(db, moment, {
    limit: readLimit(words, MAX_ROWS),
    offset,
    text: readText(words, "q"),
  });
  const { neverScanned } = await countCoverage(db, moment);
  return { ...listed, neverScanned };
}

/** An image over time, and what is in it now. */
async function image(db: HistoryDatabase, words: URLSearchParams, { path }: Asked) {
  const { image: name, looks } = await listLooks(db, readText(words, "name"), readLimit(words, 200));
  const moment = await findMoment(db, path, undefined);
  const { current, findings } = await listFindings(db, moment, { image: name, limit: MAX_ROWS + 1 });
  const last = looks.at(-1);
  const drawn = looks.flatMap(({ lookedAt: startedAt, counts, pipeline, platform }) => {
    const isSame = pipeline === last?.pipeline && platform === last.platform;
    return counts !== null && isSame ? [{ startedAt, counts }] : [];
  });
  return {
    ...{ image: name, current, looks: [...looks].reverse() },
    svg: drawn.length < 2 ? "" : drawSvg(drawn),
    isCut: findings.length > MAX_ROWS,
    findings: findings.slice(0, MAX_ROWS).map((finding) => {
      const { id, severity, kind, title = "", location } = finding;
      const path = location.path ?? "";
      return { id, severity, kind, title, path, what: describeFinding(finding, { secrets: false }) };
    }),
  };
}

async function find(db: HistoryDatabase, words: URLSearchParams, { path }: Asked) {
  const text = readText(words, "q");
  const day = readText(words, "at");
  const at = day === "" ? undefined : parseMoment(day);
  const answer = await findPlaces(db, parseQuery(text), await findMoment(db, path, at));
  const rows = groupPlaces(answer.places);
  const found = new Set(rows.map(({ image: name, platform }) => `${name} ${platform}`)).size;
  const doubts = describeDoubts({ text, place: path, at, ...answer }, rows[0]?.severity).filter((line) => line !== "");
  const where = found === 0 ? "It was not found in" : `In ${found} of`;
  const summary = `${where} ${plural(answer.coverage.images, "image")}`;
  return { summary, doubts, total: rows.length, rows: rows.slice(0, MAX_ROWS).map(cutIds) };
}

async function plan(db: HistoryDatabase, words: URLSearchParams, { path, loadRules, pause }: Asked) {
  const how = { owner: readText(words, "owner"), rules: await loadRules(), pause };
  return await planSteps(db, await findMoment(db, path, undefined), how);
}

/** A package may have hundreds of advisories: the page names some of them. */
function cutIds<T extends { readonly ids: readonly string[] }>({ ids, ...row }: T) {
  return { ...row, ids: ids.slice(0, 5), count: ids.length };
}

async function diff(db: HistoryDatabase, words: URLSearchParams, { pause }: Asked) {
  const [a, b] = [await findInHistory(readText(words, "a"), db), await findInHistory(readText(words, "b"), db)];
  if (a.isImage !== b.isImage)
    throw coreError("USAGE", { reason: "A run is compared with a run, and an image with an image" });
  const found = await summarize(a.side, b.side, { areImages: a.isImage, pause });
  const rows = listParts(found).flatMap(({ title, missing, groups }) =>
    groups.map((group) => {
      const { id, severity, where, images: names } = group;
      const all = { images: nameSome(names), count: names.length };
      return { part: title, id, severity, where, note: describeChange(group, missing), ...all };
    }),
  );
  return {
    ...{ a: found.a, b: found.b, summary: describeTotals(found), limits: describeLimits(found) },
    ...{ total: rows.length, rows: rows.slice(0, MAX_ROWS) },
  };
}

function readText(words: URLSearchParams, name: string): string {
  return (words.get(name) ?? "").trim().slice(0, 1000);
}

function readLimit(words: URLSearchParams, usual: number): number {
  return Math.min(Math.max(1, readNumber(words, "limit", usual)), MAX_ROWS);
}

/** @throws {ScanError} USAGE where it is no whole number */
function readNumber(words: URLSearchParams, name: string, usual: number): number {
  const text = words.get(name);
  if (text === null) return usual;
  if (!/^\d{1,9}$/.test(text)) throw coreError("USAGE", { reason: `"${name}" must be a whole number` });
  return Number(text);
}
