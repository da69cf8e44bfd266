export { toChildEnvironment } from "./environment.ts";
export { findProgram, isExecutableFile } from "./find_program.ts";
export { findSudo, type ThroughSudo } from "./sudo.ts";
