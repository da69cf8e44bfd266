import { resolve } from "node:path";
import { showPath } from "../../services/files/show_path.ts";
import { printable } from "../../services/printable.ts";
import type { Composition } from "../composition.ts";
import { EXIT } from "../exit.ts";
import { parseReports } from "../list_sinks.ts";
import { writeStderr } from "../terminal/write_stderr.ts";

/** The flags of `scan convert`. */
export interface ConvertFlags {
  /** Formats, or `format=file`. */
  readonly to: readonly string[];
  readonly outputDir?: string;
}

/** `scan convert REPORT --to FORMAT`: writes an earlier report in other formats. Returns the exit code. */
export async function convertCommand(report: string, flags: ConvertFlags, composition: Composition): Promise<number> {
  const reports = parseReports(flags.to, "--to");
  const convert = await composition.loadConvert();
  const files = await convert({
    path: resolve(report),
    reports,
    outputDir: resolve(flags.outputDir ?? "."),
    warn: (message) => writeStderr(`warn: ${printable(message)}\n`),
  });
  const cwd = process.cwd();
  process.stdout.write(files.map((file) => `${showPath(file, cwd)}\n`).join(""));
  return EXIT.ok;
}
