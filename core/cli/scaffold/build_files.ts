import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { PluginKind } from "../../plugin/define.ts";
import type { PluginNames } from "./names.ts";
import type { PluginTemplate } from "./template.ts";
import { engineTemplate } from "./templates/engine.ts";
import { observerTemplate } from "./templates/observer.ts";
import { processorTemplate } from "./templates/processor.ts";
import { sinkTemplate } from "./templates/sink.ts";
import { sourceTemplate } from "./templates/source.ts";

const TEMPLATES: Readonly<Record<PluginKind, PluginTemplate>> = {
  source: sourceTemplate,
  processor: processorTemplate,
  sink: sinkTemplate,
  observer: observerTemplate,
  engine: engineTemplate,
};

/** The files of a new plugin by name. */
export function buildFiles(names: PluginNames, own: OwnManifest): Readonly<Record<string, string>> {
  const template = TEMPLATES[names.kind];
  return {
    ".gitignore": "node_modules/\ndist/\n*.tgz\n",
    "mod.ts": template.hooks(names.name),
    "mod_test.ts": template.test(names.name),
    "options.ts": buildOptions(names, template),
    "package.json": formatJson(buildManifest(names, template, own)),
    "readme.md": buildReadme(names, template),
    "tsconfig.json": formatJson(TSCONFIG),
  };
}

function buildOptions({ kind, name }: PluginNames, { option }: PluginTemplate): string {
  return `import { z } from "zod";

/** The options of the ${kind} ${name}. */
export const options = z.strictObject({
  ${option.name}: ${option.schema}.describe("${option.meaning}"),
});
`;
}

function buildManifest({ packageName }: PluginNames, { description }: PluginTemplate, own: OwnManifest): object {
  const range = (name: string) => own.dependencies[name] ?? own.devDependencies[name] ?? "*";
  return {
    name: packageName,
    version: "0.1.0",
    description,
    keywords: ["hullscan-plugin"],
    license: "UNLICENSED",
    type: "module",
    engines: own.engines,
    exports: { ".": { types: "./dist/mod.d.ts", default: "./dist/mod.js" } },
    files: ["dist", "readme.md"],
    scripts: { test: "node --import tsx --test mod_test.ts", build: "tsc", prepack: "npm test && npm run build" },
    dependencies: { zod: range("zod") },
    peerDependencies: { hullscan: `>=${own.version}` },
    devDependencies: {
      "@types/node": range("@types/node"),
      hullscan: `^${own.version}`,
      tsx: range("tsx"),
      typescript: range("typescript"),
    },
  };
}

const TSCONFIG = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    types: ["node"],
    strict: true,
    declaration: true,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
    skipLibCheck: true,
    outDir: "dist",
  },
  include: ["*.ts"],
  exclude: ["*_test.ts"],
};

function buildReadme({ kind, name, packageName }: PluginNames, { description, option }: PluginTemplate): string {
  const example = `{ ${option.name}: ${option.example} }`;
  // A run has one engine, and lists of all others.
  const [yaml, ts] =
    kind === "engine"
      ? [`engine:\n  ${name}: ${example}`, `const engine = plugin(${example});`]
      : [`${kind}s:\n  - ${name}: ${example}`, `const ${kind}s = [plugin(${example})];`];
  return `# ${name}

${/^[aeiou]/.test(kind) ? "An" : "A"} ${kind} for hullscan. ${description}.

In a \`scan.config.yaml\`, when the package is installed beside it:

\`\`\`yaml
${yaml}
\`\`\`

In a \`scan.config.ts\`:

\`\`\`ts
import plugin from "${packageName}";

${ts}
\`\`\`

| option | default | meaning |
| ------ | ------- | ------- |
| \`${option.name}\` | ${option.default} | ${option.meaning} |

## Working on it

\`npm test\` runs the tests. Before it is published, configs can name the module by its path: \`./${packageName}/mod.ts\`.
\`npm publish\` runs the tests and compiles what is published.
`;
}

function formatJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** What a new plugin's manifest takes from our own. */
interface OwnManifest {
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Loads the package.json of this package. */
export async function loadOwnManifest(): Promise<OwnManifest> {
  const path = createRequire(import.meta.url).resolve("hullscan/package.json");
  return JSON.parse(await readFile(path, "utf8")) as OwnManifest;
}
