import { join } from "node:path";
import process from "node:process";

/** The variable by which the runner names the program that it has compiled. */
export const PROGRAM_VARIABLE = "HULLSCAN_TEST_PROGRAM";

/** `scan` as it runs in the repository: each start loads a compiler, and the sources file by file. */
export const SOURCE_PROGRAM = join(import.meta.dirname, "../../bin/scan.js");

/** `scan` as tests start it: compiled as in the package where the runner has done so, else from the sources. */
export const PROGRAM = process.env[PROGRAM_VARIABLE] ?? SOURCE_PROGRAM;
