import { loadConfig } from "../../config/load.ts";
import { resolveConfig } from "../../config/resolve.ts";
import type { BoundPlugin, ResolvedPipeline } from "../../config/resolved.ts";
import { createPaint, formatEvent } from "../../events/render/mod.ts";
import { checkReadiness } from "../../pipeline/check_readiness.ts";
import { createRedactor } from "../../services/redact.ts";
import type { Composition } from "../composition.ts";
import { EXIT } from "../exit_code.ts";
import type { CommonFlags } from "../flags.ts";
import { usesColor } from "../run_scan.ts";
import { writeStderr } from "../write_stderr.ts";

/** `scan check`: loads the config, runs the preflight of every plugin, prints the pipelines. Gives the exit code. */
export async function checkCommand(flags: CommonFlags, composition: Composition): Promise<number> {
  const { catalog, defaultConfig } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const { config, path, cwd } = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const { outputDir } = flags;
  const resolved = await resolveConfig(config, { catalog, cwd, path, ...(outputDir !== undefined && { outputDir }) });
  const lines = [`Config: ${path}`, `Reports go to: ${resolved.outputDir}`, ...resolved.pipelines.flatMap(describe)];
  const { mask } = createRedactor(process.env);
  process.stdout.write(mask(`${lines.join("\n")}\n`));
  const paint = createPaint(usesColor(flags));
  await checkReadiness(resolved, {
    emit(event) {
      const line = formatEvent(event, { paint, verbose: flags.verbose ?? false });
      if (line !== undefined) writeStderr(`${line}\n`);
    },
  });
  process.stdout.write("Everything that the pipelines need is there\n");
  return EXIT.ok;
}

function describe({ name, jobs, sources, processors, sinks }: ResolvedPipeline): readonly string[] {
  const list = (title: string, plugins: readonly BoundPlugin[]) =>
    plugins.map(({ plugin, options }) => `  ${title} ${plugin.definition.name} ${JSON.stringify(options)}`);
  return [
    `Pipeline ${name}, ${jobs} at a time`,
    ...list("source   ", sources),
    ...list("processor", processors),
    ...list("sink     ", sinks),
  ];
}
