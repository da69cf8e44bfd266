/**
 * `history_run FOLDER IMAGES FINDINGS history|none`: a run over images of which kept results are used again, with the
 * report that users get. The first one in a folder finds them.
 */
import { join } from "node:path";
import { defineProcessor, defineSource, scan, type Target } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { createKeptResults } from "#plugins/lib/scanning/kept_results.ts";
import { openStore } from "#plugins/lib/scanning/open_store.ts";
import { groupedJson, history } from "#plugins/mod.ts";
import { printCost } from "../built.ts";
import { findIn, listImages } from "../history_images.ts";

const [folder = ".", ...counts] = process.argv.slice(2, 5);
const [images = 0, findings = 0] = counts.map(Number);
const isRemembered = process.argv[5] === "history";
const LANES = 4;

function* targets(): Generator<Target> {
  for (const { image, line } of listImages(images)) {
    yield { id: `image:${image}`, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "list", line } };
  }
}

const source = defineSource({ name: "many", setup: () => ({ targets }) });
const scanner = defineProcessor({
  name: "scanner",
  provides: ["image", "findings", "scans"],
  async setup(_options, { log }) {
    const store = openStore({ folder: join(folder, "results"), maxAgeMs: 1e10, maxBytes: 1e11, log });
    const loadDatabases = async () => [["database"]];
    const kept = await createKeptResults({ store, program: "none", loadDatabases, loadSettings: async () => "" });
    return {
      async process({ target, data }) {
        const line = "line" in target.origin ? (target.origin.line ?? 0) : 0;
        const image = { reference: target.image ?? "", digest: `sha256:${line}`, source: "registry" } as const;
        const { findings: found, scan: facts } = await kept.findOrScan(
          { target, data: { ...data, image } },
          async () => {
            const result = { findings: findIn(line, findings), image, scan: fakeScan() };
            return { result, databases: ["database"], isSameImage: true };
          },
        );
        return { findings: found ?? [], scans: [facts], image };
      },
    };
  },
});
const sinks = [groupedJson({ file: "report.json" }), ...(isRemembered ? [history()] : [])];
await printCost(async () => {
  await scan(
    { sources: [source()], processors: [scanner()], sinks, jobs: LANES },
    { outputDir: folder, cwd: folder, journal: true },
  ).forEach(() => {});
  return 0;
});
