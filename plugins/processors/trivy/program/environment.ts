import { delimiter, resolve } from "node:path";
import { toChildEnvironment } from "../../../lib/clients/programs/mod.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Who asks a registry, and how: never passed on where databases are downloaded. */
const CREDENTIALS: ReadonlySet<string> = new Set(["TRIVY_USERNAME", "TRIVY_PASSWORD", "TRIVY_REGISTRY_TOKEN"]);

/** How a registry is reached. All other TRIVY_* variables change results, formats or exit codes and are taken out. */
const ACCESS: ReadonlySet<string> = new Set(["TRIVY_INSECURE", "TRIVY_NON_SSL", "TRIVY_CACERT"]);

/** Variables that hold a path; Trivy runs in another folder than the user did. */
const PATHS: ReadonlySet<string> = new Set([
  "TRIVY_CACERT",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "DOCKER_CONFIG",
  "REGISTRY_AUTH_FILE",
  "DOCKER_CERT_PATH",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_CONFIG_DIR",
  "XDG_RUNTIME_DIR",
  "HOME",
]);

/** Where else a Trivy looks for logins. */
const LOGIN_PLACES = ["DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE"];

/** Optional settings as variables: a Trivy that does not know one ignores it, where a flag would make it fail. */
const SETTINGS = {
  TRIVY_SKIP_VERSION_CHECK: "true",
  TRIVY_DISABLE_TELEMETRY: "true",
  TRIVY_LIST_ALL_PKGS: "false",
} as const;

/** What the environment of a Trivy is made from. */
export interface EnvironmentOptions {
  /** The environment of this process. */
  readonly from: Environment;
  /** The folder that relative paths in it start from. */
  readonly cwd: string;
  /** Whether the child asks image registries and so may have the user's credentials. */
  readonly credentials: boolean;
  /** A folder with a `config.json` of Docker's: the one place where the child then finds a login. */
  readonly loginDir?: string | undefined;
  /** The child's folder for temporary files. */
  readonly tmpDir: string;
  /** More settings of this child: `{ TRIVY_OFFLINE_SCAN: "true" }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The whole environment of a Trivy. Secrets of other services (`DTR_*`, `SLACK_*`) and settings of the user's are not in it. */
export function buildEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { from, cwd, credentials, loginDir, tmpDir, settings } = options;
  const env = toChildEnvironment(from, (name) => ACCESS.has(name) || (credentials && CREDENTIALS.has(name)));
  for (const name of PATHS) {
    const value = env[name];
    if (value) env[name] = makeAbsolute(name, value, cwd);
  }
  const host = /^unix:\/\/(.+)$/.exec(env.DOCKER_HOST ?? "")?.[1];
  if (host !== undefined) env.DOCKER_HOST = `unix://${resolve(cwd, host)}`;
  if (loginDir !== undefined) {
    for (const name of LOGIN_PLACES) delete env[name];
    env.DOCKER_CONFIG = loginDir;
  }
  return { ...env, TMPDIR: tmpDir, ...SETTINGS, ...settings };
}

function makeAbsolute(name: string, value: string, cwd: string): string {
  // The one variable that holds a list of folders.
  if (name !== "SSL_CERT_DIR") return resolve(cwd, value);
  return value
    .split(delimiter)
    .map((path) => resolve(cwd, path))
    .join(delimiter);
}

/** Whether a variable holds a login for image registries. */
export function isCredential(name: string): boolean {
  return CREDENTIALS.has(name.toUpperCase());
}
