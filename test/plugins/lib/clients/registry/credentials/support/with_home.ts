import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { testContext } from "#core/testing/mod.ts";
import type { Credential, Environment } from "#plugins/lib/clients/registry/credentials/credential.ts";
import { createCredentials } from "#plugins/lib/clients/registry/credentials/find_credentials.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** A home with login files and credential helpers. */
export interface Bench {
  readonly folder: string;
  readonly secrets: readonly string[];
  find(domain: string, env?: Environment, path?: string): Promise<readonly Credential[]>;
  /** Writes Docker's config.json. */
  store(config: unknown): Promise<void>;
  /** Writes a credential helper, a shell script. */
  helper(name: string, ...lines: readonly string[]): Promise<void>;
}

/** Runs a test with a home of its own. */
export async function withHome(work: (bench: Bench) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    const context = testContext();
    await mkdir(join(folder, ".docker"));
    await mkdir(join(folder, "bin"));
    const base = { HOME: folder, PATH: `${folder}/bin:${process.env.PATH}` };
    const { exec, addSecret } = context.ctx;
    try {
      await work({
        folder,
        secrets: context.secrets,
        find: (domain, env = {}, path = "") =>
          createCredentials({ exec, addSecret, env: { ...base, ...env } })(domain, path),
        store: (config) => writeFile(join(folder, ".docker/config.json"), JSON.stringify(config)),
        async helper(name, ...lines) {
          const path = join(folder, "bin", `docker-credential-${name}`);
          await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
          await chmod(path, 0o755);
        },
      });
    } finally {
      await context.close();
    }
  });
}

/** As login files hold a name with its password. */
export const base64 = (text: string) => Buffer.from(text).toString("base64");
/** Nobody. */
export const ANONYMOUS = { kind: "anonymous" };
