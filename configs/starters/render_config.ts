import { stringify } from "yaml";
import { defaultConfig } from "../default.ts";
import type { Preset } from "./presets.ts";
import { toPlainConfig } from "./to_plain_config.ts";

/** The formats that a config can be written in. */
export type ConfigFormat = "ts" | "js" | "yaml" | "json";

const HEAD = ["`scan check` checks this config, `scan list` prints all options."];

/**
 * The text of a config file that has some pipelines and the sinks of the built-in config.
 *
 * @param schema Where the JSON Schema of configs is, from the file: editors look for it there
 */
export async function renderConfig(
  format: ConfigFormat,
  presets: readonly Preset[],
  schema: string | undefined,
): Promise<string> {
  if (format === "ts" || format === "js") return renderModule(presets);
  const pipelines = await Promise.all(
    presets.map(async ({ name, loadPipeline }) => [name, await loadPipeline()] as const),
  );
  const config = toPlainConfig({ pipelines: Object.fromEntries(pipelines), sinks: defaultConfig.sinks });
  if (format === "json") {
    return `${JSON.stringify({ ...(schema !== undefined && { $schema: schema }), ...config }, null, 2)}\n`;
  }
  const head = schema === undefined ? HEAD : [`yaml-language-server: $schema=${schema}`, ...HEAD];
  return `${head.map((line) => `# ${line}\n`).join("")}${stringify(config)}`;
}

function renderModule(presets: readonly Preset[]): string {
  const names = presets.map(({ name }) => name).sort();
  return `import { defineConfig } from "hullscan";
import { ${names.join(", ")} } from "hullscan/configs";
import { groupedJson, stdoutFilename } from "hullscan/plugins";

${HEAD.map((line) => `// ${line}\n`).join("")}export default defineConfig({
  pipelines: {
${presets.map(({ name, options }) => `    ${name}: ${name}(${toLiteral(options)}),\n`).join("")}  },
  sinks: [groupedJson(), stdoutFilename()],
});
`;
}

function toLiteral(options: Preset["options"]): string {
  const entries = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `{ ${entries.join(", ")} }`;
}
