/** Each of our plugins keeps the rules that `checkPlugin()` knows; it is found by its folder. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import { isPluginFactory, type PluginKind } from "#core/kit.ts";
import { checkPlugin } from "#core/testing/mod.ts";
import { startDemoRegistry } from "#demo/loopback.ts";
import { catalog } from "#plugins/catalog.ts";
import { startDockerEngine } from "#support/docker_engine.ts";
import { withDtrBench } from "#support/dtr_bench.ts";
import { type Engine, findEngine, testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { withBot } from "./sinks/slack/support/run_slack.ts";

const PLUGINS = join(import.meta.dirname, "../../plugins");
const KINDS: readonly PluginKind[] = ["source", "processor", "sink", "observer"];

/** Puts what a plugin needs in place, in an empty folder, and gives its options to the check. */
type Stage = (folder: string, check: (options: unknown) => Promise<void>) => Promise<void>;

interface Needs {
  readonly engines?: readonly Engine[];
  readonly stage?: Stage;
}

/** What plugins need to run. One that is not here runs with no options in an empty folder. */
const NEEDS: Readonly<Record<string, Needs>> = {
  image_list: { stage: (folder, check) => withFile(join(folder, "input_images.txt"), "nginx:1.27\n", check) },
  dockerfile_list: {
    stage: (folder, check) => withFile(join(folder, "input_images_files.txt"), "a/Dockerfile\n", check),
  },
  accept_files: {
    stage: (folder, check) =>
      withFile(join(folder, ".trivyignore"), "CVE-1\n", () => check({ ignoreFile: ".trivyignore" })),
  },
  dtr_namespaces: { stage: (_folder, check) => withDtr((url) => check({ url, namespaces: ["dev"] })) },
  dtr_rescan: { stage: (_folder, check) => withDtr((url) => check({ url })) },
  docker_build: {
    engines: ["dockerd"],
    async stage(_folder, check) {
      const engine = await startDockerEngine();
      try {
        await withEnvironment({ DOCKER_HOST: engine.host }, () => check({}));
      } finally {
        await engine.close();
      }
    },
  },
  report: { stage: (_folder, check) => check({ csv: true, ndjson: true }) },
  slack: { stage: (_folder, check) => withBot((_slack, options) => check(options)) },
  trivy: {
    engines: ["trivy"],
    async stage(_folder, check) {
      const { dbRepository, close } = await startDemoRegistry();
      try {
        await check({ binary: findEngine("trivy"), dbRepository });
      } finally {
        await close();
      }
    },
  },
};

const withoutMore: Stage = (_folder, check) => check({});

async function withFile(path: string, content: string, check: (options: object) => Promise<void>): Promise<void> {
  await writeFile(path, content);
  await check({});
}

function withDtr(check: (url: string) => Promise<void>): Promise<void> {
  return withDtrBench({ contents: { dev: { app: { tags: { "1.0": [{}] } } } } }, ({ dtr }) => check(dtr.url));
}

/** The plugin folders of a kind, by name. */
function listFolders(kind: PluginKind): readonly string[] {
  const folder = join(PLUGINS, kind === "processor" ? "processors" : `${kind}s`);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"))
    .map(({ name }) => join(folder, name));
}

for (const kind of KINDS) {
  const folders = listFolders(kind);

  test(`each ${kind} has a folder, and each folder a ${kind}`, () => {
    const names = folders.map((folder) => folder.slice(folder.lastIndexOf("/") + 1));
    assert.deepEqual(names.sort(), Object.keys(catalog[kind] ?? {}).sort());
  });

  for (const folder of folders) {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    const { engines = [], stage = withoutMore } = NEEDS[name] ?? {};
    testWith(test, engines, `the ${kind} ${name} keeps the rules of plugins`, async () => {
      const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(folder, "mod.ts")).href);
      const [factory, ...others] = Object.values(module).filter(isPluginFactory);
      assert.ok(factory !== undefined && others.length === 0, "its mod.ts exports one plugin");
      let checks = 0;
      await inTempFolder((cwd) =>
        stage(cwd, async (options) => {
          checks += 1;
          assert.deepEqual(await checkPlugin(factory as never, { options, folder, cwd }), []);
        }),
      );
      assert.equal(checks, 1);
    });
  }
}

test.run();
