import { toReason } from "../errors/mod.ts";
import type { SinkPlugin } from "../plugin/define.ts";
import { providedByAll } from "../plugin/order.ts";
import { isRecord } from "../services/values.ts";
import { adaptToSinks } from "./adapt_to_sinks.ts";
import { addDefaultSinks } from "./add_default_sinks.ts";
import { addImplied } from "./add_implied.ts";
import type { Shape } from "./check_shape.ts";
import { checkOrder, checkProviders, checkScanner } from "./checks.ts";
import { outside, type Place, under } from "./place.ts";
import { findUnknown } from "./preset_keys.ts";
import { type ResolveParts, resolvePlugins } from "./resolve_plugins.ts";
import type { BoundPlugin, ResolvedPipeline } from "./resolved.ts";
import type { PipelineConfig } from "./scan_config.ts";
import { checkKey, checkPipeline } from "./shape.ts";

/** What added sinks are called in messages: the flag that does it. */
export const ADDED = outside("--sink");

/** What a pipeline is resolved with. */
export interface PipelinePart extends ResolveParts {
  /** What has the wrong shape in the config. */
  readonly shape: Shape;
  /** Where it stands in the config: `pipelines.remote`, or the config itself. */
  readonly at: Place;
  readonly name: string;
  /** Of the config, for a pipeline that has none of its own. */
  readonly sinks: readonly BoundPlugin<SinkPlugin>[];
  /** Each pipeline gets them besides. */
  readonly added: readonly BoundPlugin<SinkPlugin>[];
  /** What pipelines before it have brought. */
  readonly broughtSinks: BoundPlugin<SinkPlugin>[];
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
  const shape = pipeline === entry ? part.shape : await checkPipeline(pipeline, name, problems);
  shape.note(at.text);
  if (!isRecord(pipeline)) return nothing;
  const sourcesAt = under(at, "sources");
  const processorsAt = under(at, "processors");
  const sinksAt = under(at, "sinks");
  const unknown = findUnknown(pipeline);
  if (unknown?.problem !== undefined) problems.add(at, unknown.problem);
  for (const key of unknown?.keys ?? []) problems.addUnknownKey(at, key, unknown?.known ?? []);
  const before = problems.found.length;
  shape.note(sourcesAt.text);
  const sources = await resolvePlugins(pipeline.sources, { ...part, kind: "source", at: sourcesAt });
  const areSourcesSound = sources.length > 0 && problems.found.length === before;
  shape.note(processorsAt.text);
  const processors = await resolvePlugins(pipeline.processors, { ...part, kind: "processor", at: processorsAt });
  shape.note(sinksAt.text);
  const own = await resolvePlugins(pipeline.sinks, { ...part, kind: "sink", at: sinksAt });
  const given = providedByAll(sources.map(({ plugin }) => plugin));
  // Where a source is missing, what it provides is not known.
  if (areSourcesSound) checkOrder(processors, { at: processorsAt, given, problems });
  checkProviders(processors, { at: processorsAt, problems });
  checkOrder(own, { at: sinksAt, given: [], problems });
  for (const key of ["jobs", "scanless"]) shape.note(under(at, key).text);
  await checkKey("jobs", part.jobs, { at: outside(under(at, "jobs").text), problems });
  const sinks = pipeline.sinks === undefined ? part.sinks : own;
  checkOrder(part.added, {
    at: ADDED,
    given: sinks.flatMap(({ plugin }) => plugin.definition.provides ?? []),
    problems,
  });
  const { jobs = 1, scanless = part.scanless } = pipeline as Partial<PipelineConfig>;
  const isSound = () => sources.length > 0 && problems.found.length === before;
  if (part.needsScanner && !scanless && isSound()) checkScanner(processors, { at: processorsAt, problems });
  const all = isSound() ? await addImplied(processors, { ...part, at: processorsAt, given }) : processors;
  shape.note(under(at, "defaultSinks").text);
  const used = await addDefaultSinks([...new Set([...sinks, ...part.added])], {
    ...part,
    list: pipeline.defaultSinks,
    shared: part.broughtSinks,
  });
  // Options with problems are not what a plugin expects.
  const adapted = problems.found.length === 0 ? adaptToSinks(all, used) : all;
  return { name, jobs: part.jobs ?? jobs, sources, processors: adapted, sinks: used };
}
