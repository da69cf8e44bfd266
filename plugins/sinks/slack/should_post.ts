import { sumCounts } from "../../../core/kit.ts";
import type { Summary } from "../../../core/mod.ts";
import { type Digest, hasNews } from "./create_digest.ts";
import type { SlackSettings } from "./options.ts";

/**
 * Whether a run is worth a message. What could not be scanned always is, and so is a run that was stopped; `new` takes
 * everything for new where there is nothing to compare with.
 */
export function shouldPost(on: SlackSettings["on"], summary: Summary, { news }: Digest): boolean {
  if (on === "always" || summary.failed > 0 || summary.interrupted) return true;
  if (on === "failures") return false;
  return on === "new" && news !== undefined ? hasNews(news) : sumCounts(summary.severities) > 0;
}
