import type { HistoryPlace } from "../../../plugins/lib/history/place/mod.ts";
import type { PlannedFleet } from "../../../plugins/lib/history/questions/mod.ts";

/** What to do first, as the history says. */
export interface Answer extends PlannedFleet {
  /** The history. */
  readonly place: HistoryPlace;
}
