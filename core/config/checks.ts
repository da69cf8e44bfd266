import type { Capability, Plugin, ProcessorPlugin } from "../plugin/define.ts";
import { findOrderProblems } from "../plugin/order.ts";
import { describe } from "../services/values.ts";
import { MAX_JOBS } from "./limits.ts";
import { findNearest } from "./nearest.ts";
import type { Problems } from "./problems.ts";
import type { BoundPlugin } from "./resolved.ts";

/** Where something stands in the config, and where to note what is wrong with it. */
interface Place {
  readonly at: string;
  readonly problems: Problems;
}

/** Notes each plugin that does not find what it needs, given or provided before it. */
export function checkOrder(
  bound: readonly BoundPlugin<Plugin>[],
  { at, given, problems }: Place & { readonly given: readonly Capability[] },
): void {
  const plugins = bound.map(({ plugin }) => plugin);
  for (const { plugin, missing, provider } of findOrderProblems(plugins, given)) {
    const place = provider === undefined ? "no plugin before it provides that" : `put "${provider}" before it`;
    problems.add(at, `"${plugin.definition.name}" needs "${missing}": ${place}`);
  }
}

/** Notes that nothing is scanned: every target would be done, and nobody would have looked at it. */
export function checkScanner(processors: readonly BoundPlugin<ProcessorPlugin>[], { at, problems }: Place): void {
  const isScanner = ({ plugin: { definition }, options }: BoundPlugin<ProcessorPlugin>) =>
    definition.provides?.includes("findings") || definition.scans?.(options) === true;
  if (processors.some(isScanner)) return;
  const remedy = 'add one, such as "trivy", or say `scanless: true`';
  problems.add(at, `there is no scanner, as no processor provides "findings": ${remedy}`);
}

/** Notes each code of a gate that no processor has caveats of: such a gate would never be hit. */
export function checkCaveatCodes(
  codes: readonly string[],
  processors: readonly BoundPlugin<ProcessorPlugin>[],
  problems: Problems,
): void {
  const declared = processors.map(({ plugin }) => plugin.definition.caveats);
  const known = [...new Set(declared.flatMap((own) => own ?? []))];
  const isComplete = !declared.includes(undefined);
  for (const code of codes) {
    const nearest = findNearest(code, known);
    if (known.includes(code) || (!isComplete && nearest === undefined)) continue;
    const expected =
      known.length === 0 ? "expected none, as no processor has caveats" : `expected some of ${known.join(", ")}`;
    problems.add("failOn.caveats", `${expected}, not "${code}"`, { nearest });
  }
}

/** Reads whether a pipeline is to do without a scanner. */
export function checkScanless(scanless: unknown, at: string, problems: Problems): boolean | undefined {
  return readBoolean(scanless, at, problems);
}

/** What several processors may provide: it is joined. */
const JOINED: ReadonlySet<Capability> = new Set(["findings", "scans"]);

/** Notes what two processors provide, where the second would replace what the first has found out. */
export function checkProviders(processors: readonly BoundPlugin<Plugin>[], { at, problems }: Place): void {
  const providers = new Map<Capability, string>();
  for (const { plugin } of processors) {
    const { name, provides = [] } = plugin.definition;
    for (const key of provides) {
      const other = providers.get(key);
      if (other === undefined) providers.set(key, name);
      else if (!JOINED.has(key)) problems.add(at, `"${other}" and "${name}" both provide "${key}": leave one out`);
    }
  }
}

/** Notes each key that is not known. */
export function checkKeys(record: object, known: readonly string[], { at, problems }: Place): void {
  for (const key of Object.keys(record)) if (!known.includes(key)) problems.addUnknownKey(at, key, known);
}

/** Reads a number of jobs. */
export function checkJobs(jobs: unknown, at: string, problems: Problems): number {
  if (jobs === undefined) return 1;
  if (typeof jobs === "number" && Number.isInteger(jobs) && jobs >= 1 && jobs <= MAX_JOBS) return jobs;
  problems.add(at, `expected a whole number from 1 to ${MAX_JOBS}, not ${describe(jobs)}`);
  return 1;
}

/** Reads whether a journal is kept. */
export function checkJournal(journal: unknown, problems: Problems): boolean | undefined {
  return readBoolean(journal, "journal", problems);
}

function readBoolean(value: unknown, at: string, problems: Problems): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  problems.add(at, `expected true or false, not ${describe(value)}`);
  return undefined;
}

/** Notes a folder that is none. */
export function checkOutputDir(outputDir: unknown, problems: Problems): void {
  if (outputDir === undefined || (typeof outputDir === "string" && outputDir !== "")) return;
  problems.add("outputDir", `expected a folder, not ${describe(outputDir)}`);
}
