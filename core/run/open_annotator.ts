import type { ResolvedConfig } from "../config/resolved.ts";
import { type Annotator, createAnnotator } from "../intel/annotator.ts";
import type { Loaded, LoadedIntel } from "../intel/load_intel.ts";
import { placeIntel } from "../intel/places.ts";
import type { IntelSource } from "../model/mod.ts";
import type { Logger } from "../plugin/context.ts";
import { plural } from "../services/plural.ts";

const REMEDY = "`scan intel update` downloads them";

/**
 * Makes what says of findings what is known about exploits of them. It says once what is missing or stale; that keeps no
 * run from its work.
 */
export function openAnnotator(
  { intel, cwd, outputDir }: Pick<ResolvedConfig, "intel" | "cwd" | "outputDir">,
  log: Pick<Logger, "warn">,
): Annotator | undefined {
  if (intel === false) return undefined;
  const places = intel ?? placeIntel(undefined, { cwd, outputDir });
  return createAnnotator(async () => {
    const loaded = await (await import("../intel/load_intel.ts")).loadIntel(places);
    for (const line of describeDoubts(loaded, places.isAsked)) log.warn(line);
    return loaded;
  });
}

/** Says for `scan check` which data about exploits a run would use, and how old they are. Nothing where nobody asks for any. */
export async function describeIntelFiles({
  intel,
  cwd,
  outputDir,
}: Pick<ResolvedConfig, "intel" | "cwd" | "outputDir">): Promise<readonly string[]> {
  if (intel === false) return [];
  const places = intel ?? placeIntel(undefined, { cwd, outputDir });
  const loaded = await (await import("../intel/load_intel.ts")).loadIntel(places);
  const used = (
    [
      ["EPSS scores", loaded.epss],
      ["KEV catalogue", loaded.kev],
    ] as const
  ).flatMap(([name, { place, source }]) =>
    source === undefined ? [] : [`${name} of ${source.date}, ${describeAge(source)}: ${place.file}`],
  );
  return [...used, ...describeDoubts(loaded, places.isAsked)];
}

function describeDoubts({ epss, kev }: LoadedIntel, isAsked: boolean): readonly string[] {
  // Who has never asked for any misses none.
  const isMissed = isAsked || epss.data !== undefined || kev.data !== undefined;
  return [
    describeDoubt(epss, { name: "EPSS scores", isMissed }),
    describeDoubt(kev, { name: "KEV entries", isMissed }),
  ].flatMap((line) => line ?? []);
}

function describeDoubt(
  { place, source, error }: Loaded<unknown>,
  { name, isMissed }: { readonly name: string; readonly isMissed: boolean },
): string | undefined {
  if (error !== undefined) return `${error.message}. The run does without`;
  if (source === undefined) return isMissed ? `There are no ${name} in ${place.file}: ${REMEDY}` : undefined;
  if (!source.isStale) return undefined;
  return `The ${name} of ${source.date} are ${describeAge(source)}, more than the ${place.maxDays} they may be: ${REMEDY}`;
}

function describeAge({ ageDays }: IntelSource): string {
  return `${plural(ageDays, "day")} old`;
}
