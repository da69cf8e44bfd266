import type { OwnerRuleConfig } from "../../../core/mod.ts";
import { slackError } from "./errors.ts";
import type { Login } from "./login.ts";

const NAMED = 3;

/**
 * Checks that owners' channels can be written to.
 *
 * @throws {ScanError} SLACK_CHANNELS
 */
export function checkChannels({ kind }: Login, owners: readonly OwnerRuleConfig[] = []): void {
  const channels = [...new Set(owners.flatMap(({ slack }) => slack ?? []))];
  if (kind === "bot" || channels.length === 0) return;
  const more = channels.length > NAMED ? `, and ${channels.length - NAMED} more` : "";
  throw slackError("SLACK_CHANNELS", { channels: channels.slice(0, NAMED).join(", ") + more, count: channels.length });
}
