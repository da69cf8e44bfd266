#!/usr/bin/env node
// Runs the program from its TypeScript sources: nothing has to be built first.
import { register } from "tsx/esm/api";

register();
const { run } = await import("./scan.ts");
// Holds if this process should end before the command says how it went.
process.exitCode = 3;
process.exitCode = await run(process.argv.slice(2));
