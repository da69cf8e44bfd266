import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { printableJson } from "../../../core/services/printable.ts";
import {
  findMoment,
  findPlaces,
  parseMoment,
  parseQuery,
  planMatches,
  readHistory,
} from "../../../plugins/lib/history/questions/mod.ts";
import { findHistory } from "../lib/find_history.ts";
import { chooseLineOptions } from "../lib/show.ts";
import { formatPlaces } from "./format_places.ts";
import { toData } from "./to_data.ts";

/** `scan find QUERY`: prints where something is, and since when. Returns the exit code. */
export async function findCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { words, flags } = call;
  const [text = ""] = words;
  const query = parseQuery(text);
  const at = typeof flags.at === "string" ? parseMoment(flags.at) : undefined;
  const place = await findHistory(call, context);
  const found = await readHistory(place, async (db) => {
    const moment = await findMoment(db, String(place), at);
    const places = await findPlaces(db, query, moment);
    return { ...places, plan: flags.plan ? await planMatches(db, query, { moment, ...places }) : undefined };
  });
  const answer = { text, place, at, ...found };
  writeStdout(flags.json ? `${printableJson(toData(answer))}\n` : formatPlaces(answer, chooseLineOptions(call)));
  return EXIT.ok;
}
