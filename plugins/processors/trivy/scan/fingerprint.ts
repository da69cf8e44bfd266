import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { loadFile } from "../../../../core/kit.ts";
import type { PluginContext } from "../../../../core/mod.ts";
import type { TrivyOptions } from "../options.ts";

const MAX_BYTES = 268_435_456;

/** A checksum over the files that decide what is reported: `ignoreFile` and `vex`. One that cannot be read counts as none. */
export async function fingerprint(options: TrivyOptions, { cwd }: Pick<PluginContext, "cwd">): Promise<string> {
  const { ignoreFile, vex = [] } = options;
  const sum = createHash("sha256");
  for (const path of [ignoreFile ?? [], vex].flat()) {
    const content = await loadFile(resolve(cwd, path), { maxBytes: MAX_BYTES }).catch(() => Buffer.alloc(0));
    sum.update(`${content.length}\0`).update(content);
  }
  return sum.digest("hex");
}
