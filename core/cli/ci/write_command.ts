import type { CiCommand } from "./command.ts";

/** Writes a command to stderr: the one way past what takes the meaning from commands in all other text. */
export function writeCommand(command: CiCommand): void {
  if (process.stderr.writable) process.stderr.write(command);
}
