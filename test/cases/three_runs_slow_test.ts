/**
 * Three runs over images that change, with a real Trivy: a tag moves, an image is mended, a newer database knows one
 * vulnerability more. Each output says of each finding what was planted.
 */
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Advisory } from "#demo/advisories/mod.ts";
import { ociImage } from "#demo/oci_image.ts";
import { type Registry, startRegistry } from "#demo/registry/mod.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import {
  readHtml,
  readJson,
  readMarkdown,
  readNdjson,
  readSarif,
  readTable,
  type Said,
} from "#support/news_in_outputs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { listTexts } from "../plugins/sinks/slack/support/check_message.ts";
import { withSlack } from "../plugins/sinks/slack/support/start_slack.ts";

const HOUR_MS = 3_600_000;
const IMAGES = ["team/web:1", "team/api:stable", "team/job:1"];

/** A vulnerability of all versions of an npm package before 2.0.0. */
function advisory(id: string, name: string, severity: Advisory["severity"]): Advisory {
  const affects = [{ source: "npm", package: name, fixed: "2.0.0" }] as const;
  return { id, title: `${name} does too much`, description: "It was planted here.", severity, affects };
}

const ADVISORIES = [
  advisory("CVE-2099-0001", "planted-alpha", "CRITICAL"),
  advisory("CVE-2099-0002", "planted-beta", "HIGH"),
  advisory("CVE-2099-0003", "planted-gamma", "HIGH"),
];
const NEWER = [...ADVISORIES, advisory("CVE-2099-0004", "planted-delta", "CRITICAL")];

/** Versions by package. */
type Packages = Readonly<Record<string, string>>;

function addImage({ add }: Registry, name: string, packages: Packages): void {
  const [repository = "", tag = ""] = name.split(":");
  const files = Object.entries(packages).map(([package_, version]) => {
    const path = `app/node_modules/planted-${package_}/package.json`;
    return [path, JSON.stringify({ name: `planted-${package_}`, version, license: "MIT" })];
  });
  const os = {
    "etc/alpine-release": "3.19.0\n",
    "etc/os-release": 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.19.0\n',
    "lib/apk/db/installed": "P:musl\nV:1.2.4_git20230717-r4\nA:x86_64\no:musl\n",
  };
  add(repository, tag, ociImage({ layers: [{ ...os, ...Object.fromEntries(files) }] }));
}

/** A database that was built some hours ago: one that is a day old is looked for again. */
function addDatabase({ add }: Registry, extra: readonly Advisory[], hours: number): void {
  const updatedAt = new Date(Date.now() - hours * HOUR_MS);
  add("trivy-db", "2", sampleDbArtifact(sampleVulnerabilityDb({ extra, updatedAt })));
}

const CONFIG = `
sources: [image_list]
processors: [{ trivy: { retries: 0, parallel: memory } }]
failOn: { severity: HIGH, newOnly: true }
sinks:
  - history
  - grouped_json: { file: report.json, details: true }
  - report: { ndjson: report.ndjson, sarif: report.sarif, html: report.html, markdown: report.md }
  - slack
  - stdout_filename
`;

/** What a run is to say. The first one is compared with nothing: there, all is known, or not called anything. */
interface Planted {
  readonly code: number;
  readonly news: readonly string[];
  readonly known: readonly string[];
  readonly gone: readonly string[];
}

const SECOND: Planted = {
  code: 1,
  news: ["team/api:stable CVE-2099-0003"],
  known: ["team/job:1 CVE-2099-0001", "team/web:1 CVE-2099-0001"],
  gone: ["team/api:stable CVE-2099-0002", "team/job:1 CVE-2099-0003"],
};
const THIRD: Planted = {
  code: 1,
  news: ["team/web:1 CVE-2099-0004"],
  known: ["team/api:stable CVE-2099-0003", "team/job:1 CVE-2099-0001", "team/web:1 CVE-2099-0001"],
  gone: [],
};
/** Nothing has changed since. */
const FOURTH: Planted = { code: 0, news: [], known: [...THIRD.known, ...THIRD.news].sort(), gone: [] };

interface Scene {
  readonly cwd: string;
  call(...args: readonly string[]): ReturnType<typeof runCli>;
  /** The texts of the last message. */
  lastMessage(): string;
}

async function checkRun({ cwd, call, lastMessage }: Scene, planted: Planted): Promise<void> {
  const { code, stderr } = await call("run");
  const { news, known, gone } = planted;
  assert.equal(code, planted.code, stderr);
  const totals = new RegExp(`^${news.length} new.*, ${gone.length} gone since the run of `, "m");
  assert.match(stderr, totals);
  const named = /^New in known images[\s\S]*?(?=\n\n|\n\S(?!.*CVE))/m.exec(stderr)?.[0] ?? "";
  const outputs: Readonly<Record<string, Said>> = {
    terminal: readTable(named),
    JSON: await readJson(cwd),
    NDJSON: await readNdjson(cwd),
    SARIF: await readSarif(cwd),
    HTML: await readHtml(cwd),
    Markdown: await readMarkdown(cwd),
    Slack: readTable(/^\*New since\*[\s\S]*?(?=\n\*Worst)/m.exec(lastMessage())?.[0] ?? ""),
  };
  for (const [output, said] of Object.entries(outputs)) {
    const expected = { news, ...(said.known && { known }), ...(said.gone && { gone }) };
    assert.deepEqual(said, expected, output);
  }
  assert.ok(outputs.JSON?.gone && outputs.NDJSON?.gone && outputs.SARIF?.known && outputs.HTML?.known);
  const [, hit] = /--fail-on HIGH,new: 1 finding in 1 target: (\S+)$/m.exec(stderr) ?? [];
  assert.equal(hit, news[0]?.split(" ")[1], `the gate: ${stderr}`);

  const { stdout } = await call("diff", "previous", "last", "--json");
  const diff = JSON.parse(stdout);
  const flat = (groups: readonly { readonly id: string; readonly images: readonly string[] }[]) =>
    groups.flatMap(({ id, images }) => images.map((image) => `${image.replace(/^[^/]+\//, "")} ${id}`)).sort();
  assert.deepEqual([flat(diff.news), flat(diff.gone), diff.totals.known], [news, gone, known.length], "scan diff");
  for (const image of IMAGES) {
    const looks = JSON.parse((await call("history", image, "--json")).stdout).looks.slice(-2);
    const [before, after] = looks.map(({ counts }: { readonly counts: Record<string, number> }) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0),
    );
    const of = (list: readonly string[]) => list.filter((line) => line.startsWith(image)).length;
    assert.equal(after, of(news) + of(known), `scan history ${image}`);
    assert.equal(before, of(known) + of(gone), `scan history ${image}`);
  }
}

testWith(test, ["trivy"], "new, known and gone are as planted, in every output of three runs", async () => {
  const registry = await startRegistry();
  try {
    await withSlack((fake) =>
      inTempFolder(async (cwd) => {
        const env = { TRIVY_DB_REPOSITORY: `${registry.host}/trivy-db:2`, SLACK_WEBHOOK_URL: fake.webhookUrl };
        await writeFile(join(cwd, "scan.config.yaml"), CONFIG);
        const list = IMAGES.map((name) => `${registry.host}/${name}`);
        await writeFile(join(cwd, "input_images.txt"), `severity=1\n${list.join("\n")}\n`);
        const scene: Scene = {
          cwd,
          call: (...args) => runCli(args, { cwd, env }),
          lastMessage: () => listTexts(fake.messages.at(-1) ?? {}).join("\n"),
        };
        addDatabase(registry, ADVISORIES, 30);
        addImage(registry, "team/web:1", { alpha: "1.0.0", delta: "1.0.0" });
        addImage(registry, "team/api:stable", { beta: "1.0.0" });
        addImage(registry, "team/job:1", { alpha: "1.1.0", gamma: "1.0.0" });
        const first = await scene.call("run");
        assert.equal(first.code, 1, `without a run before it, all is new to the gate: ${first.stderr}`);
        assert.match(first.stderr, /The history of "\S+" begins/);
        assert.doesNotMatch(first.stderr, / new .*gone since/);

        // A tag moves; an image is mended: its package is past the fix.
        addImage(registry, "team/api:stable", { gamma: "1.5.0" });
        addImage(registry, "team/job:1", { alpha: "1.1.0", gamma: "2.0.0" });
        await checkRun(scene, SECOND);

        addDatabase(registry, NEWER, 1);
        // Trivy asks for a newer one only an hour after the last time.
        await rm(join(cwd, ".trivy_cache/db"), { recursive: true });
        await checkRun(scene, THIRD);
        await checkRun(scene, FOURTH);
        assert.deepEqual(fake.mistakes, []);

        const found = JSON.parse((await scene.call("find", "CVE-2099-0004", "--json")).stdout);
        assert.deepEqual(
          found.images.map(({ image }: { readonly image: string }) => image.replace(`${registry.host}/`, "")),
          ["team/web:1"],
        );
      }),
    );
  } finally {
    await registry.close();
  }
});

test.run();
