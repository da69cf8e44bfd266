import type { Store } from "../../../../lib/scanning/open_store.ts";
import { loadFileIdentity } from "./identity.ts";
import type { Answers } from "./load_capabilities.ts";

/** A script stays what it is when the Trivy that it starts becomes another one. */
const MAX_AGE_MS = 86_400_000;

/** How much is remembered. */
export interface RememberOptions {
  /** Whether answers may be written down, or only read. */
  readonly mayKeep: boolean;
}

/** Remembers what programs answer, for a day: a start of Trivy costs more than a run that finds nothing to scan. */
export function rememberAnswers(store: Store | undefined, { mayKeep }: RememberOptions): Answers | undefined {
  if (store === undefined) return undefined;
  return {
    async get(path, question, ask) {
      const key = JSON.stringify(["answer", await loadFileIdentity(path), question]);
      const known = await store.load(key, MAX_AGE_MS);
      if (known !== undefined) return known.bytes.toString();
      const answer = await ask();
      if (mayKeep) await store.save(key, answer);
      return answer;
    },
  };
}
