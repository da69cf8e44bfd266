import type { RunInfo } from "../../../../../core/kit.ts";
import type { Store } from "../../../../lib/scanning/open_store.ts";
import { loadFileIdentity } from "./identity.ts";
import type { Answers } from "./load_capabilities.ts";

/** A script stays what it is when the Trivy that it starts becomes another one. */
const MAX_AGE_MS = 86_400_000;

/** How much is remembered, and for whom. */
export interface RememberOptions {
  /** Whether answers may be written down, or only read. */
  readonly mayKeep: boolean;
  /** What has been answered in a run is known to all that asks in it: its preflight, each of its pipelines. */
  readonly run: RunInfo;
}

/** An answer, and whether it has been written down. */
interface Answer {
  readonly text: string;
  isKept: boolean;
}

const ofRuns = new WeakMap<RunInfo, Map<string, Promise<Answer>>>();

/** Remembers what programs answer, for a day: a start of Trivy costs more than a run that finds nothing to scan. */
export function rememberAnswers(store: Store | undefined, { mayKeep, run }: RememberOptions): Answers {
  const known = ofRuns.get(run) ?? new Map<string, Promise<Answer>>();
  ofRuns.set(run, known);

  async function find(key: string, ask: () => Promise<string>): Promise<Answer> {
    const kept = await store?.load(key, MAX_AGE_MS);
    return kept === undefined ? { text: await ask(), isKept: false } : { text: kept.bytes.toString(), isKept: true };
  }

  return {
    async get(path, question, ask) {
      const key = JSON.stringify(["answer", await loadFileIdentity(path), question]);
      const finding = known.get(key) ?? find(key, ask);
      known.set(key, finding);
      // A failure may be that of a moment.
      finding.catch(() => known.get(key) === finding && known.delete(key));
      const answer = await finding;
      if (mayKeep && !answer.isKept) {
        answer.isKept = true;
        await store?.save(key, answer.text);
      }
      return answer.text;
    },
  };
}
