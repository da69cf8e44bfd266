import { printableJson } from "../../services/printable.ts";
import { defuse } from "./text/defuse.ts";

/** Writes text to stderr, as long as somebody reads it. No line of it is a command for a CI system. */
export function writeStderr(text: string): void {
  if (process.stderr.writable) process.stderr.write(defuse(text));
}

/** Writes an answer to stdout. No line of it is a command for a CI system, and JSON says the same as before. */
export function writeStdout(text: string): void {
  process.stdout.write(defuse(text));
}

/** Whether the call asks for JSON: known also where the call itself is wrong, or before it is read. */
export function wantsJson(args: readonly string[] = process.argv.slice(2)): boolean {
  const end = args.indexOf("--");
  const flags = end === -1 ? args : args.slice(0, end);
  return flags.some(
    (flag, at) => flag === "--log-format=json" || (flag === "--log-format" && flags[at + 1] === "json"),
  );
}

/** Prints what Node warns of as lines of the log, where that is JSON. Returns what takes that back. */
export function logWarnings(): () => void {
  if (!wantsJson()) return () => {};
  const own = process.listeners("warning");
  const write = ({ name, message }: Error) => {
    const record = { type: "log", level: "warn", plugin: "node", message: `${name}: ${message}` };
    writeStderr(`${printableJson({ time: new Date().toISOString(), ...record })}\n`);
  };
  process.removeAllListeners("warning").on("warning", write);
  return () => {
    process.removeListener("warning", write);
    for (const listener of own) process.on("warning", listener);
  };
}
