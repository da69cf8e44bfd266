import type { Capability, Plugin, ProcessorPlugin } from "../plugin/define.ts";
import { findOrderProblems } from "../plugin/order.ts";
import { listGateRules } from "./fail_on.ts";
import { findNearest } from "./nearest.ts";
import { entryOf, type Place, under, WHOLE } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { BoundPlugin } from "./resolved.ts";
import type { ScanConfig } from "./scan_config.ts";

/** Where something stands in the config, and where to note what is wrong with it. */
interface CheckContext {
  readonly at: Place;
  readonly problems: Problems;
}

/** Notes each plugin that does not find what it needs, given or provided before it. */
export function checkOrder(
  inOrder: readonly BoundPlugin<Plugin>[],
  { at, given, problems }: CheckContext & { readonly given: readonly Capability[] },
): void {
  const plugins = inOrder.map(({ plugin }) => plugin);
  for (const { plugin, missing, provider } of findOrderProblems(plugins, given)) {
    const place = provider === undefined ? "no plugin before it provides that" : `put "${provider}" before it`;
    problems.add(at, `"${plugin.definition.name}" needs "${missing}": ${place}`);
  }
}

/** Notes that nothing is scanned: every target would be done, and nobody would have looked at it. */
export function checkScanner(
  processors: readonly BoundPlugin<ProcessorPlugin>[],
  { at, problems }: CheckContext,
): void {
  const isScanner = ({ plugin: { definition }, options }: BoundPlugin<ProcessorPlugin>) =>
    definition.provides?.includes("findings") || definition.scans?.(options) === true;
  if (processors.some(isScanner)) return;
  const remedy = 'add one, such as "trivy", or set `scanless: true`';
  problems.add(at, `there is no scanner, as no processor provides "findings": ${remedy}`);
}

const BLIND = 'the gate could never judge: "intel" is false';

/** Notes each condition of a gate that could never be met: for lack of data about exploits, or of a processor with such caveats. */
export function checkGate(
  { failOn, intel }: Pick<ScanConfig, "failOn" | "intel">,
  processors: readonly BoundPlugin<ProcessorPlugin>[],
  problems: Problems,
): void {
  const gate = under(WHOLE, "failOn");
  // The codes of a plugin with a mistake in it are not known.
  const isSound = problems.found.length === 0;
  for (const [index, rule] of listGateRules(failOn).entries()) {
    const at = Array.isArray(failOn) ? entryOf(gate, index) : gate;
    const { caveats, kev, epss } = rule;
    if (intel === false) {
      const blind = { kev: kev === true, epss: epss !== undefined };
      for (const key of ["kev", "epss"] as const) if (blind[key]) problems.add(under(at, key), BLIND);
    }
    if (isSound && typeof caveats === "object")
      checkCaveatCodes(caveats, processors, { at: under(at, "caveats"), problems });
  }
}

function checkCaveatCodes(
  codes: readonly string[],
  processors: readonly BoundPlugin<ProcessorPlugin>[],
  { at, problems }: CheckContext,
): void {
  const declared = processors.map(({ plugin }) => plugin.definition.caveats);
  const known = [...new Set(declared.flatMap((own) => own ?? []))];
  const isComplete = !declared.includes(undefined);
  for (const code of codes) {
    const nearest = findNearest(code, known);
    if (known.includes(code) || (!isComplete && nearest === undefined)) continue;
    const expected =
      known.length === 0 ? "expected none, as no processor has caveats" : `expected some of ${known.join(", ")}`;
    problems.add(at, `${expected}, not "${code}"`, { nearest });
  }
}

/** What several processors may provide: it is joined. */
const JOINED: ReadonlySet<Capability> = new Set(["findings", "packages", "scans"]);

/** Notes what two processors provide, where the second would replace what the first has found out. */
export function checkProviders(processors: readonly BoundPlugin<Plugin>[], { at, problems }: CheckContext): void {
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
