import type { FixPlan } from "../../../core/kit.ts";
import type { HistoryPlace } from "../../../plugins/lib/history/place/mod.ts";
import type { Places } from "../../../plugins/lib/history/questions/mod.ts";

/** What was asked, and what the history says. */
export interface Answer extends Places {
  readonly text: string;
  /** The history. */
  readonly place: HistoryPlace;
  readonly at: Date | undefined;
  /** What removes it, where that is asked for. */
  readonly plan?: FixPlan | undefined;
}
