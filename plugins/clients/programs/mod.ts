export { findProgram, isExecutableFile } from "./find_program.ts";
