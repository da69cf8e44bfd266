import type { BoundPlugin, ResolvedConfig } from "../config/resolved.ts";
import { coreError, toFailure } from "../errors/mod.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ScanData, ScanRecord } from "../model/record.ts";
import type { PluginContext } from "../plugin/context.ts";
import { createLogger, createTargetContext, emitRetry } from "../plugin/create_context.ts";
import type { ProcessorPlugin } from "../plugin/define.ts";
import type { RematchHooks } from "../plugin/hooks.ts";
import { createLifecycle } from "../plugin/lifecycle.ts";
import type { Redactor } from "../services/secrets/redact.ts";
import { openRun } from "./open_run.ts";
import { runPreflight, throwProblems } from "./preflight.ts";

/** What known images are matched again with. */
export interface OpenRematchOptions {
  readonly signal: AbortSignal;
  readonly emit: (event: ScanEvent) => void;
  readonly redactor: Redactor;
  /** Whether images are only listed: then nothing is downloaded or changed. */
  readonly isDryRun: boolean;
}

/** An image that can be matched again. */
export interface KnownImage {
  readonly record: ScanRecord;
  /** What was found in it before, as a run would have reported it; nothing where that is not kept. */
  loadEarlier(): Promise<Outcome | undefined>;
  /** What is found in it now. */
  rematch(): Promise<Outcome>;
}

/** The images that processors know, and what they are matched again with. */
export interface Rematch {
  readonly images: readonly KnownImage[];
  close(): Promise<void>;
}

/** A processor that knows images. */
interface Knower {
  readonly name: string;
  readonly pipeline: string;
  readonly hooks: RematchHooks;
  readonly ctx: PluginContext;
}

/**
 * Opens the processors of a config that know images from earlier runs: each once, however many pipelines have it with the
 * same options.
 *
 * @throws {ScanError} USAGE where there is none, PREFLIGHT_FAILED, and those of the plugins
 */
export async function openRematch(config: ResolvedConfig, options: OpenRematchOptions): Promise<Rematch> {
  const { isDryRun, ...out } = options;
  const run = openRun(config, out);
  const { driver, contextOf, masking, emit } = run;
  const lifecycle = createLifecycle({ driver, log: createLogger("core", { emit }) });

  async function close(): Promise<void> {
    const [fatal] = await lifecycle.close();
    await run.close();
    if (fatal) throw fatal;
  }

  /** Ends as an outcome, whatever happens. */
  async function work(
    { name, pipeline }: Knower,
    { target }: ScanRecord,
    find: () => Promise<Partial<ScanData>>,
  ): Promise<Outcome> {
    const start = performance.now();
    const startedAt = new Date().toISOString();
    const end = (rest: object) => {
      const times = { startedAt, finishedAt: new Date().toISOString(), durationMs: performance.now() - start };
      return masking.outcome({ target, data: {}, pipeline, ...times, ...rest } as Outcome, target);
    };
    try {
      return end({ status: "done", data: await driver.call(name, "rematch", find) });
    } catch (error) {
      return end({ status: "failed", error: toFailure(error, { stage: name }) });
    }
  }

  function toImage(knower: Knower, record: ScanRecord): KnownImage {
    const { name, pipeline, hooks, ctx } = knower;
    const { target } = record;
    const targetCtx = createTargetContext(ctx, {
      target,
      defer: () => {},
      leaveLane: (wait) => wait(),
      reportRetry: (retry) => emitRetry({ emit }, { pipeline, target: target.id, plugin: name }, retry),
    });
    return {
      record,
      async loadEarlier() {
        const data = await driver.call(name, "loadEarlier", async () => hooks.loadEarlier(record));
        return data && work(knower, record, async () => data);
      },
      rematch: () => work(knower, record, async () => hooks.rematch(record, targetCtx)),
    };
  }

  try {
    const found = findKnowers(config);
    if (found.length === 0)
      throw coreError("USAGE", { reason: "No processor of the config knows images of earlier runs" });
    const plugins = found.map(({ bound }) => bound);
    throwProblems(await runPreflight(plugins, { driver, contextOf }));
    const images: KnownImage[] = [];
    for (const { bound, pipeline, open } of found) {
      const { definition } = bound.plugin;
      const { name } = definition;
      const ctx = contextOf(name);
      const hooks = await lifecycle.open(definition, async () => open(bound.options, ctx, isDryRun));
      const records = await driver.call(name, "list", async () => hooks.list());
      images.push(...records.map((record) => toImage({ name, pipeline, hooks, ctx }, record)));
    }
    return { images, close };
  } catch (error) {
    await close();
    throw masking.value(error);
  }
}

/** A processor that can be opened. */
interface Found {
  readonly bound: BoundPlugin<ProcessorPlugin>;
  readonly pipeline: string;
  readonly open: NonNullable<ProcessorPlugin["definition"]["openRematch"]>;
}

function findKnowers({ pipelines }: ResolvedConfig): readonly Found[] {
  const found = new Map<string, Found>();
  for (const { name: pipeline, processors } of pipelines) {
    for (const bound of processors) {
      const { name, openRematch: open } = bound.plugin.definition;
      if (open === undefined) continue;
      const key = JSON.stringify([name, bound.options]);
      if (!found.has(key)) found.set(key, { bound, pipeline, open });
    }
  }
  return [...found.values()];
}
