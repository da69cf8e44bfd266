/** What each output of a run says is new, known and gone: `IMAGE ID`, sorted, images without their registry. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Finding, Outcome } from "#core/mod.ts";
import { loadJsonLines } from "./json_lines.ts";

/** What an output says. */
export interface Said {
  readonly news: readonly string[];
  /** Absent where it does not name them. */
  readonly known?: readonly string[];
  readonly gone?: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;
type Groups = Readonly<Record<string, Readonly<Record<string, readonly Fields[]>>>>;

/** The JSON report with its details. */
export async function readJson(folder: string): Promise<Said> {
  const text = await readFile(join(folder, "report.json"), "utf8");
  const [news, known, gone]: string[][] = [[], [], []];
  for (const { image, scan_details: details, ...groups } of JSON.parse(text) as readonly Fields[]) {
    for (const { vuln_id: id, details: more } of listGroups(groups as Groups)) {
      ((more as Fields).is_new ? news : known)?.push(`${shorten(image)} ${id}`);
    }
    const { comparison } = details as { readonly comparison?: { readonly gone?: Groups } };
    for (const { vuln_id: id } of listGroups(comparison?.gone ?? {})) gone?.push(`${shorten(image)} ${id}`);
  }
  return sort({ news, known, gone });
}

function listGroups(groups: Groups): readonly Fields[] {
  const bySeverity = Object.values(groups).flatMap((group) => (group && typeof group === "object" ? [group] : []));
  const lists = bySeverity.flatMap((group) => Object.values(group).filter(Array.isArray));
  return lists.flat().filter((finding: Fields) => typeof finding?.vuln_id === "string");
}

/** NDJSON. */
export async function readNdjson(folder: string): Promise<Said> {
  const lines = await loadJsonLines<Outcome & { readonly type: string }>(join(folder, "report.ndjson"));
  const outcomes = lines.filter(({ target }) => target !== undefined);
  const list = (pick: (outcome: Outcome) => readonly Finding[]) =>
    outcomes.flatMap((outcome) => pick(outcome).map(({ id }) => `${shorten(outcome.target.image)} ${id}`));
  return sort({
    news: list(({ data }) => (data.findings ?? []).filter(({ isNew }) => isNew)),
    known: list(({ data }) => (data.findings ?? []).filter(({ isNew }) => !isNew)),
    gone: list(({ comparison }) => comparison?.gone ?? []),
  });
}

/** SARIF, by `baselineState`. */
export async function readSarif(folder: string): Promise<Said> {
  const { runs } = JSON.parse(await readFile(join(folder, "report.sarif"), "utf8"));
  const results = runs.flatMap((run: { readonly results: readonly Fields[] }) => run.results) as readonly Fields[];
  const list = (state: string | undefined) =>
    results
      .filter(({ baselineState }) => baselineState === state)
      .map(
        ({ ruleId, properties }) =>
          `${shorten((properties as Fields).image)} ${/CVE-[\d-]+/.exec(String(ruleId))?.[0]}`,
      );
  return sort({ news: list("new"), known: list("unchanged") });
}

/** The rows of the HTML report. */
export async function readHtml(folder: string): Promise<Said> {
  const page = await readFile(join(folder, "report.html"), "utf8");
  const plain = /<script type="application\/json" class="data">(.*?)<\/script>/s.exec(page)?.[1];
  const packed = [...page.matchAll(/<script type="application\/octet-stream" class="data">(.*?)<\/script>/g)];
  const bytes = Buffer.concat(packed.map(([, text = ""]) => Buffer.from(text, "base64")));
  const lines = JSON.parse(plain ?? gunzipSync(bytes).toString()) as readonly (readonly unknown[])[];
  const of = (type: string) => lines.filter(([kind]) => kind === type).map(([, ...rest]) => rest);
  const [advisories, issues] = [of("advisory"), of("issue")];
  const [news, known]: string[][] = [[], []];
  for (const [image, rows, , , , fresh] of of("image")) {
    for (const [index, row] of (rows as readonly number[]).entries()) {
      const [advisory] = advisories[Number(issues[row]?.[0])] ?? [];
      const isNew = (fresh as readonly number[]).includes(index);
      (isNew ? news : known)?.push(`${shorten((image as Fields).name)} ${(advisory as Fields).id}`);
    }
  }
  return sort({ news, known });
}

/** The table "New" of Markdown. */
export async function readMarkdown(folder: string): Promise<Said> {
  const text = await readFile(join(folder, "report.md"), "utf8");
  return readTable(
    /New\b[^\n]*\n[\s\S]*?(?=\n#|\n<\/details>|\n\*\*|$)/.exec(text.slice(text.indexOf("\n")))?.[0] ?? "",
  );
}

/** A text that names findings and images, a line each. */
export function readTable(text: string): Said {
  const news = text.split("\n").flatMap((line) => {
    const [id] = /CVE-\d+-\d+/.exec(line) ?? [];
    const [image] = /team\/\w+:\w+/.exec(line) ?? [];
    return id === undefined || image === undefined ? [] : [`${image} ${id}`];
  });
  return sort({ news });
}

function shorten(image: unknown): string {
  return String(image).replace(/^[^/]+\/(?=team\/)/, "");
}

function sort({ news = [], known, gone }: { readonly [Name in keyof Said]: Said[Name] | undefined }): Said {
  return { news: news.toSorted(), ...(known && { known: known.toSorted() }), ...(gone && { gone: gone.toSorted() }) };
}
