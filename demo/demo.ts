import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { dtr } from "../configs/dtr.ts";
import { remote } from "../configs/remote.ts";
import { fileWriteError, showPath } from "../core/kit.ts";
import { defineObserver } from "../core/mod.ts";
import { groupedJson, stdoutFilename } from "../plugins/mod.ts";
import { NEXT_DAY_ADVISORIES } from "./advisories/mod.ts";
import { startDemoDtr } from "./demo_dtr.ts";
import { describeNews, listNews } from "./describe_news.ts";
import { findEarlierDemo } from "./find_earlier_demo.ts";
import { startDemoRegistry } from "./loopback.ts";
import { sampleImages } from "./sample_images.ts";

/** The same each time: the history knows an image by its name, and so by its registry. Outside of what systems hand out. */
const PORTS = { registry: 27_071, dtr: 27_072 };

/** Beside that of the user's own runs: the demo's images are none of theirs. */
const HISTORY = { file: ".hullscan/demo_history.db" };

/** What a demo is like. */
export interface DemoOptions {
  /** Whether the database knows more than that of the demo before. @default {false} */
  readonly isNextDay?: boolean;
  /** The absolute folder for the report and the history. */
  readonly outputDir: string;
}

/**
 * Sets the stage for the demo: a loopback registry with sample images and a sample database, a simulated DTR, and files
 * that name what is in them. The pipelines are the ordinary ones; nothing in them knows that this is a demo. `close`
 * stops the servers and removes the folder.
 *
 * @throws {ScanError} DEMO_FIRST, DEMO_ELSEWHERE
 */
export async function openDemo({ isNextDay = false, outputDir }: DemoOptions) {
  const history = resolve(outputDir, HISTORY.file);
  const { references, dbRepository, close } = await startDemoRegistry({
    port: PORTS.registry,
    extra: isNextDay ? NEXT_DAY_ADVISORIES : [],
  });
  if (isNextDay) {
    await findEarlierDemo(history, references).catch(async (error: unknown) => {
      await close();
      throw error;
    });
  }
  const cwd = await mkdtemp(join(tmpdir(), "hullscan-demo-")).catch(async (error: unknown) => {
    // What listens would keep the process from its end.
    await close();
    throw fileWriteError(tmpdir(), error);
  });
  const demoDtr = await startDemoDtr({ port: PORTS.dtr });
  await writeFile(join(cwd, "input_images.txt"), ["severity=1", ...references, ""].join("\n"));
  await writeFile(join(cwd, "namespaces.yaml"), demoDtr.namespaces);
  const files: string[] = [];
  const news: ReturnType<typeof listNews>[number][] = [];
  let isDry = false;
  const watcher = defineObserver({
    name: "demo",
    setup: () => ({
      observe: (events$) =>
        events$.subscribe((event) => {
          if (event.type === "run.started") isDry = event.dryRun;
          if (event.type === "artifact") files.push(event.path);
          if (event.type === "target.finished") news.push(...listNews(event.outcome));
        }),
    }),
  });
  return {
    config: {
      pipelines: {
        demo: remote({ trivy: { dbRepository }, history: HISTORY }),
        dtr: dtr({ url: demoDtr.dtr.url, days: 15, wait: true, pollInterval: "50ms", history: HISTORY }),
      },
      sinks: [groupedJson(), stdoutFilename()],
      observers: [watcher()],
    },
    cwd,
    before: [
      ...(isNextDay ? ["The next day: the same images, and a newer vulnerability database.", ""] : []),
      "A demo of hullscan: a registry on this machine serves small sample images and a sample vulnerability database,",
      "and the ordinary pipeline (image list -> Trivy -> JSON report) scans them. Then a simulated Docker",
      "Trusted Registry (DTR) with the same images scans those that need it. Nothing leaves this machine.",
      "",
      ...sampleImages().map(({ about }, index) => `  ${references[index]}  ${about}`),
    ],
    after() {
      if (isNextDay && !isDry) {
        return describeNews(news, { history: show(history), report: files.map(show).find(isJson) });
      }
      return [
        ...describePage(files.find((path) => path.endsWith(".html"))),
        "",
        "See what a newer vulnerability database brings tomorrow:",
        "",
        "  npx hullscan demo --next-day",
        "",
        "Scan images of your own: write their references into input_images.txt, one per line, then run",
        "",
        "  npx hullscan --mode remote",
        "",
        "and on a DTR, with its namespaces in namespaces.yaml:",
        "",
        "  DTR_USER=... DTR_TOKEN=... npx hullscan dtr --url https://dtr.example.com --days 15",
      ];
    },
    async close() {
      await demoDtr.close();
      await close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}

/** A path as a call in this folder names it. */
function show(path: string): string {
  return showPath(path, process.cwd());
}

function isJson(path: string): boolean {
  return path.endsWith(".json");
}

/** How the results are looked at in a browser. */
function describePage(path: string | undefined): readonly string[] {
  if (path === undefined) return ["The same results as a page for people: npx hullscan demo --report html"];
  return [
    "The results as a page for people: open it in a browser, it needs nothing else.",
    "",
    `  ${pathToFileURL(path)}`,
  ];
}
