import { basename } from "node:path";

/** The two names of the command. */
type Name = "scan" | "hullscan";

/** The name that the program was called by. */
export function programName(): Name {
  return basename(process.argv[1] ?? "") === "hullscan" ? "hullscan" : "scan";
}

/** What to type for the program here. `npx scan` would fetch another package where this one is not installed. */
export function callName(): string {
  return process.env.npm_command === "exec" ? "npx hullscan" : programName();
}

/** Lets a text that says `` `scan ...` `` name the program as it was called. */
export function withCallName(text: string): string {
  return text.replaceAll("`scan ", `\`${callName()} `);
}
