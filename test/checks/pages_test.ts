/** The pages are for skimming: short sentences, tables that fit, and no path that leads nowhere. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "uvu";
import { listPages } from "#support/fences.ts";
import { loadFirstScreen } from "#support/readme.ts";

const PROJECT = join(import.meta.dirname, "../..");
const MAX_WORDS = 25;
const MAX_COLUMNS = 100;
/** Pages whose sentences are short. */
const SHORT = [
  "README.md",
  "CONTRIBUTING.md",
  "docs/architecture.md",
  "docs/command_line.md",
  "docs/config.md",
  "docs/delivery.md",
  "docs/moving_over.md",
  "docs/terminal.md",
  "docs/writing_a_plugin.md",
];
/** Pages that name folders and files of the project. */
const MAPS = ["CONTRIBUTING.md", "docs/architecture.md"];

const load = (page: string) => readFile(join(PROJECT, page), "utf8");

/** The sentences of a page; each cell of a table and each item of a list is one of its own. */
function findSentences(markdown: string): readonly string[] {
  const text = markdown
    .replace(/^```[\s\S]*?^```$/gm, "\n\n")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^(#+|-|\d+\.) /gm, "\n\n")
    .replace(/\|/g, "\n\n");
  const parts = text.split(/\n{2,}|(?<=[.!?])\s/);
  return parts.map((part) => part.trim()).filter((part) => /\w/.test(part));
}

function countWords(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /\w/.test(word)).length;
}

/** The widest row of each table, with the text of links in place of the links. */
function findTables(markdown: string): readonly string[] {
  const tables = markdown.match(/(?:^\|.*\n)+/gm) ?? [];
  return tables.map((table) => {
    const rows = table
      .trim()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .split("\n")
      .map(splitRow);
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return `| ${widths.map((width) => "x".repeat(width)).join(" | ")} |`;
  });
}

function splitRow(row: string, index: number): readonly string[] {
  const cells = row.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => (index === 1 ? "" : cell.trim()));
}

test("README's first screen has a picture, a command and its figures, and no sentence over 25 words", async () => {
  const { markdown, commands } = await loadFirstScreen();
  assert.match(markdown, /^!\[.+\]\(docs\/terminal\.svg\)$/m);
  assert.equal(commands[0], "npx hullscan demo");
  assert.ok(commands.length > 10, commands.join("\n"));
  assert.match(markdown, /xargs -P2 trivy image/);
  const sentences = findSentences(markdown);
  assert.ok(sentences.length > 20);
  assert.deepEqual(
    sentences.filter((sentence) => countWords(sentence) > MAX_WORDS),
    [],
  );
});

for (const page of SHORT) {
  test(`${page} has no sentence over ${MAX_WORDS} words`, async () => {
    assert.deepEqual(
      findSentences(await load(page)).filter((sentence) => countWords(sentence) > MAX_WORDS),
      [],
    );
  });
}

test(`no table of a page is wider than ${MAX_COLUMNS} columns`, async () => {
  for (const page of await listPages()) {
    const wide = findTables(await load(page)).filter((row) => row.length > MAX_COLUMNS);
    assert.deepEqual(wide, [], page);
  }
});

test("sentences and tables are found as people see them", () => {
  const page = "# A page\n\nOne. Two\nwords: three!\n\n- an item\n\n| a | [b](c.md) |\n| - | --------- |\n| d | e |\n";
  assert.deepEqual(findSentences(page), ["A page", "One.", "Two\nwords: three!", "an item", "a", "b", "d", "e"]);
  assert.deepEqual(findTables(page), ["| x | x |"]);
});

for (const page of MAPS) {
  test(`every path that ${page} names exists`, async () => {
    const text = await load(page);
    const paths = [...text.matchAll(/`((?:bin|configs|core|demo|docs|plugins|test|\.ci)\/[\w./]*)`/g)];
    assert.ok(paths.length > 5, `${paths.length} paths`);
    const missing = paths.map(([, path = ""]) => path).filter((path) => !existsSync(join(PROJECT, path)));
    assert.deepEqual(missing, []);
  });
}

test("every link between pages leads to a file, and to a heading that is there", async () => {
  const broken: string[] = [];
  for (const page of await listPages()) {
    const text = (await load(page)).replace(/^```[\s\S]*?^```$/gm, "");
    for (const [, path = "", anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
      const target = path === "" ? page : join(dirname(page), path);
      const isThere = existsSync(join(PROJECT, target));
      if (!isThere || (anchor && !(await listAnchors(target)).includes(anchor)))
        broken.push(`${page}: ${path}#${anchor}`);
    }
  }
  assert.deepEqual(broken, []);
});

/** The anchors of a page's headings, as GitHub names them. */
async function listAnchors(page: string): Promise<readonly string[]> {
  const headings = [...(await load(page)).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.run();
