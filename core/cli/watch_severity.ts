import type { ResolvedConfig } from "../config/resolved.ts";
import { severitiesFrom } from "../model/severity.ts";
import type { Watch } from "./own_observer.ts";

/** Makes the observer that says at the end what `--severity` has left out: what nobody looked for cannot be found. */
export function watchSeverity({ minSeverity }: Pick<ResolvedConfig, "minSeverity">): Watch {
  return (event, log) => {
    if (event.type !== "run.finished" || event.summary.scanned === 0) return;
    if (minSeverity === undefined || minSeverity === "UNKNOWN") return;
    const looked = severitiesFrom(minSeverity).join(", ");
    log.info(`--severity ${minSeverity}: only ${looked} were looked for; the report has no findings below that`);
  };
}
