/**
 * Fetches programs for the tests ahead of them, and prints where each is.
 *
 * `node --import tsx test/support/fetched/main.ts trivy-0.40 node-24`
 */
import { fetchProgram } from "./fetch_program.ts";
import { isProgramName, PROGRAMS } from "./programs.ts";

for (const name of process.argv.slice(2)) {
  if (!isProgramName(name)) throw new Error(`"${name}" is not one of ${Object.keys(PROGRAMS).join(", ")}`);
  console.log(fetchProgram(PROGRAMS[name]));
}
