export { toChildEnvironment } from "./environment.ts";
export { type FailureRow, findFailureRow, type Pattern } from "./failure_rows.ts";
export { findProgram, isExecutableFile } from "./find_program.ts";
export { findSudo, type ThroughSudo } from "./sudo.ts";
