import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { errorCode, toFileReason } from "../../../../core/mod.ts";
import type { Environment } from "./credential.ts";
import { loginError } from "./login_error.ts";

const text = z.string().nullish();
const entrySchema = z.object({
  auth: text,
  username: text,
  password: text,
  identitytoken: text,
  registrytoken: text,
});
const configSchema = z.object({
  auths: z.record(z.string(), entrySchema).nullish(),
  credsStore: text,
  credHelpers: z.record(z.string(), z.string()).nullish(),
});

/** What of Docker's `config.json` says how to log in to registries. */
export type DockerConfig = z.infer<typeof configSchema>;

/** The login of one registry as it is stored. */
export type StoredLogin = z.infer<typeof entrySchema>;

/**
 * Loads what `docker login` has stored: `config.json` in DOCKER_CONFIG or ~/.docker, or else what `podman login` has
 * stored, in the file that REGISTRY_AUTH_FILE names or under XDG_RUNTIME_DIR. Without any of them it is empty.
 *
 * @throws {ScanError} REGISTRY_LOGIN when a file is there and cannot be used; its content is not told
 */
export async function loadDockerConfig(env: Environment, domain: string): Promise<DockerConfig> {
  for (const path of toPaths(env)) {
    const content = await readFile(path, "utf8").catch((error: unknown) => {
      if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
      throw loginError(domain, `${path}: ${toFileReason(error)}`);
    });
    if (content !== undefined) return parse(content, { path, domain });
  }
  return {};
}

function toPaths(env: Environment): readonly string[] {
  return [
    join(env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker"), "config.json"),
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, "containers/auth.json")] : []),
  ];
}

function parse(content: string, { path, domain }: { path: string; domain: string }): DockerConfig {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    // The parser's own words would quote from the file.
    throw loginError(domain, `${path} is not JSON`);
  }
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const at = z.core.toDotPath(parsed.error.issues[0]?.path ?? []);
  throw loginError(domain, `${path} is not as expected${at === "" ? "" : ` at ${at}`}`);
}
