import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { printError } from "../../../core/cli/print_error.ts";
import { writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { coreError } from "../../../core/errors/mod.ts";
import { INTEL_NAMES, isAddress, loadIntel } from "../../../core/intel/mod.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { chooseLineOptions } from "../lib/show.ts";
import { findPlaces } from "./find_places.ts";
import { formatIntel, toData } from "./format_intel.ts";
import { updateIntel } from "./update.ts";

/** `scan intel [update]`: prints what is known about exploits, or downloads it before. Returns the exit code. */
export async function intelCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { words, flags } = call;
  const [action] = words;
  const addresses = readAddresses(flags);
  if (action !== undefined && action !== "update") {
    throw coreError("USAGE", { reason: `There is no "scan intel ${action}"; did you mean "scan intel update"?` });
  }
  if (action === undefined && Object.keys(addresses).length > 0) {
    throw coreError("USAGE", { reason: "--epss and --kev say where to download from: scan intel update" });
  }
  const places = await findPlaces(call, context);
  for (const kind of ["epss", "kev"] as const) {
    if (addresses[kind] !== undefined && places[kind].isNamed) {
      const reason = `The config names the file of the ${INTEL_NAMES[kind]}: --${kind} has nothing to write to`;
      throw coreError("USAGE", { reason });
    }
  }
  const updated = action === "update" ? await updateIntel(places, addresses) : [];
  for (const { error } of updated) {
    if (error !== undefined) printError(error, { verbose: false, redactor: context.redactor });
  }
  const intel = await loadIntel(places);
  const answer = { intel, updated };
  writeStdout(flags.json ? `${printableJson(toData(answer))}\n` : formatIntel(answer, chooseLineOptions(call)));
  return updated.some(({ state }) => state === "failed") ? EXIT.broken : EXIT.ok;
}

function readAddresses({ epss, kev }: OwnCall["flags"]): { readonly epss?: string; readonly kev?: string } {
  const given = { ...(typeof epss === "string" && { epss }), ...(typeof kev === "string" && { kev }) };
  for (const [name, address] of Object.entries(given)) {
    if (!isAddress(address)) throw coreError("USAGE", { reason: `--${name} expects an address: https://...` });
  }
  return given;
}
