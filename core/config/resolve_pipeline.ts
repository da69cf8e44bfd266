import { toReason } from "../errors/mod.ts";
import type { SinkPlugin } from "../plugin/define.ts";
import { providedByAll } from "../plugin/order.ts";
import { describe, isRecord } from "../services/values.ts";
import { addImplied } from "./add_implied.ts";
import { type BindParts, bindPlugins } from "./bind.ts";
import { checkJobs, checkKeys, checkOrder, checkProviders, checkScanless, checkScanner } from "./checks.ts";
import { findUnknown } from "./preset_keys.ts";
import type { BoundPlugin, ResolvedPipeline } from "./resolved.ts";

/** The keys that a pipeline may have. */
export const PIPELINE_KEYS = ["sources", "processors", "jobs", "sinks", "scanless"] as const;

/** What added sinks are called in messages: the flag that does it. */
export const ADDED = "--sink";

/** What a pipeline is resolved with. */
export interface PipelinePart extends BindParts {
  /** Where it stands in the config: `pipelines.remote`; empty at the top. */
  readonly at: string;
  readonly name: string;
  /** Of the config, for a pipeline that has none of its own. */
  readonly sinks: readonly BoundPlugin<SinkPlugin>[];
  /** Each pipeline gets them besides. */
  readonly added: readonly BoundPlugin<SinkPlugin>[];
  /** Overrides its own number. */
  readonly jobs: number | undefined;
  /** Whether it is a mistake when no processor scans, unless the pipeline says that none shall. */
  readonly needsScanner: boolean;
  /** What the config says for pipelines that do not say it. */
  readonly scanless: boolean;
}

/** Checks one pipeline, which may come of a function, and binds its plugins. Whatever is wrong is added to the problems. */
export async function resolvePipeline(entry: unknown, part: PipelinePart): Promise<ResolvedPipeline> {
  const { name, at, problems } = part;
  const nothing: ResolvedPipeline = { name, jobs: 1, sources: [], processors: [], sinks: [] };
  let pipeline = entry;
  try {
    if (typeof entry === "function") pipeline = await entry();
  } catch (error) {
    problems.add(at, `its function threw: ${toReason(error)}`);
    return nothing;
  }
  if (!isRecord(pipeline)) {
    problems.add(at, `expected a pipeline { sources, processors, jobs }, not ${describe(pipeline)}`);
    return nothing;
  }
  const under = (key: string) => (at === "" ? key : `${at}.${key}`);
  checkKeys(pipeline, PIPELINE_KEYS, { at, problems });
  const unknown = findUnknown(pipeline);
  if (unknown?.problem !== undefined) problems.add(at, unknown.problem);
  for (const key of unknown?.keys ?? []) problems.addUnknownKey(at, key, unknown?.known ?? []);
  const before = problems.found.length;
  const sources = await bindPlugins(pipeline.sources, { ...part, kind: "source", at: under("sources") });
  if (sources.length === 0 && problems.found.length === before) {
    problems.add(under("sources"), "expected at least one source");
  }
  const areSourcesSound = problems.found.length === before;
  const processors = await bindPlugins(pipeline.processors, { ...part, kind: "processor", at: under("processors") });
  const own = await bindPlugins(pipeline.sinks, { ...part, kind: "sink", at: under("sinks") });
  const given = providedByAll(sources.map(({ plugin }) => plugin));
  // Where a source is missing, what it provides is not known.
  if (areSourcesSound) checkOrder(processors, { at: under("processors"), given, problems });
  checkProviders(processors, { at: under("processors"), problems });
  checkOrder(own, { at: under("sinks"), given: [], problems });
  const jobs = checkJobs(part.jobs ?? pipeline.jobs, under("jobs"), problems);
  const sinks = pipeline.sinks === undefined ? part.sinks : own;
  checkOrder(part.added, {
    at: ADDED,
    given: sinks.flatMap(({ plugin }) => plugin.definition.provides ?? []),
    problems,
  });
  const isScanless = checkScanless(pipeline.scanless, under("scanless"), problems) ?? part.scanless;
  if (part.needsScanner && !isScanless && problems.found.length === before) {
    checkScanner(processors, { at: under("processors"), problems });
  }
  const all =
    problems.found.length > before
      ? processors
      : await addImplied(processors, { ...part, at: under("processors"), given });
  return { name, jobs, sources, processors: all, sinks: [...new Set([...sinks, ...part.added])] };
}
