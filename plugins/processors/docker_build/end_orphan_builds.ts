import { endProcesses, isAlive, type Owner, parseOwner } from "../../../core/kit.ts";
import { OWNER_LABEL } from "./labels.ts";

/**
 * Ends the builds that runs which were killed have left at work: else their images would come after the leftovers were
 * removed. Those of other users, and those that were begun through sudo, cannot be seen.
 */
export async function endOrphanBuilds(here: Owner): Promise<void> {
  await endProcesses(async ({ loadArgs }) => {
    const args = await loadArgs();
    const owner = args.includes("build") ? findOwner(args) : undefined;
    return owner !== undefined && (await isAlive(owner, here)) === false;
  });
}

/** The process that a build gives as the owner of its image. */
function findOwner(args: readonly string[]): Owner | undefined {
  const label = args.find((arg) => arg.startsWith(`${OWNER_LABEL}=`));
  return label === undefined ? undefined : parseOwner(label.slice(OWNER_LABEL.length + 1));
}
