import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Logger } from "#core/plugin/mod.ts";
import type { Exec } from "#core/services/mod.ts";
import { type Capabilities, capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { createKnownFlags } from "#plugins/processors/trivy/program/flags/known_flags.ts";
import type { Program } from "#plugins/processors/trivy/program/program.ts";
import { recordLog } from "#support/plugin_context.ts";
import { fakeTrivy } from "./fake_trivy.ts";

/** Makes a program from a fake Trivy whose runs are `body`; see {@linkcode fakeTrivy}. */
export async function fakeProgram(
  body: string,
  options: {
    folder: string;
    exec: Exec;
    log?: Logger;
    env?: Record<string, string>;
    capabilities?: Partial<Capabilities>;
  },
): Promise<Program> {
  const { folder, exec, log = recordLog().log, env = {}, capabilities } = options;
  const emptyDir = join(folder, "empty");
  await mkdir(emptyDir, { recursive: true });
  return {
    path: await fakeTrivy({ folder: join(folder, "bin"), body }),
    capabilities: { ...capabilitiesOfVersion("0.70.0"), ...capabilities },
    exec,
    env: { PATH: process.env.PATH ?? "", ...env },
    envCwd: folder,
    emptyDir,
    flags: createKnownFlags(log),
  };
}
