import type { Finding, Intel, IntelSources, Outcome } from "../model/mod.ts";
import { isCve } from "./cve_key.ts";
import type { LoadedIntel } from "./load_intel.ts";

/** Says of findings what is known about exploits of them. */
export interface Annotator {
  /** The outcome with what is known at its findings; the same one where nothing is. */
  annotate(outcome: Outcome): Promise<Outcome>;
  /** The data that were used; undefined where nothing was looked up. */
  sources(): IntelSources | undefined;
}

/**
 * Makes what annotates the findings of a run. The data are loaded when the first vulnerability is there: a run without any
 * pays nothing for them.
 */
export function createAnnotator(load: () => Promise<LoadedIntel>): Annotator {
  let loading: Promise<LoadedIntel> | undefined;
  let loaded: LoadedIntel | undefined;

  return {
    async annotate(outcome) {
      const { data } = outcome;
      if (!data.findings?.some(({ kind }) => kind === "vulnerability")) return outcome;
      loading ??= load();
      loaded ??= await loading;
      const { epss, kev } = loaded;
      if (epss.data === undefined && kev.data === undefined) return outcome;
      const known = loaded;
      let isSame = true;
      const findings = data.findings.map((finding) => {
        const intel = findIntel(finding, known);
        if (intel === undefined) return finding;
        isSame = false;
        return { ...finding, intel } as Finding;
      });
      return isSame ? outcome : { ...outcome, data: { ...data, findings } };
    },
    sources() {
      if (loaded === undefined) return undefined;
      const { epss, kev } = loaded;
      if (epss.source === undefined && kev.source === undefined) return undefined;
      return { ...(epss.source && { epss: epss.source }), ...(kev.source && { kev: kev.source }) };
    },
  };
}

/** What is known of a finding by its id and its other names: of several scores the highest. */
function findIntel(finding: Finding, { epss, kev }: LoadedIntel): Intel | undefined {
  if (finding.kind !== "vulnerability") return undefined;
  let found: Intel | undefined;
  const { id, aliases = [] } = finding;
  for (const name of aliases.length === 0 ? [id] : new Set([id, ...aliases])) {
    if (!isCve(name)) continue;
    const score = epss.data?.find(name);
    if (score !== undefined && epss.data !== undefined && score.score > (found?.epss?.score ?? -1)) {
      found = { ...found, epss: { ...score, date: epss.data.date } };
    }
    const known = kev.data?.find(name);
    if (known !== undefined && found?.kev === undefined) found = { ...found, kev: known };
  }
  return found;
}
