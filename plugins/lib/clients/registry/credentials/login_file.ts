import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { errorCode, isRecord, loadFile, toFileReason } from "../../../../../core/kit.ts";
import type { Environment } from "./credential.ts";
import { loginError } from "./credential.ts";

const NO_FILE: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
/** How Node says that a whole value was read, and that something stands behind it. */
const TRAILING = /after JSON at position (\d+)/;

/** A place where logins are stored: a file, or a variable with a file's content. */
export interface LoginPlace {
  /** The path, or the variable's name. */
  readonly name: string;
  /** What the variable holds; absent for a file. */
  readonly content?: string;
}

/** What a place says of logins. Only its outline is checked: a wrong entry of another registry does no harm. */
export interface LoginFile {
  /** By registry, or by registry and path. */
  readonly auths: Readonly<Record<string, unknown>>;
  readonly credHelpers: Readonly<Record<string, unknown>>;
  readonly credsStore: string;
  /** The Docker that is in use: a name of `docker context ls`. */
  readonly currentContext: string;
}

/**
 * The places that logins are looked for in, in order: what Docker takes from the environment, Docker's own file, and
 * then Podman's.
 *
 * @see {@link https://docs.docker.com/reference/cli/docker/#environment-variables}
 * @see {@link https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md}
 */
export function listLoginPlaces(env: Environment): readonly LoginPlace[] {
  const home = env.HOME || homedir();
  const files = [
    findDockerConfig(env),
    env.REGISTRY_AUTH_FILE,
    env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, "containers/auth.json"),
    join(env.XDG_CONFIG_HOME || join(home, ".config"), "containers/auth.json"),
  ];
  const content = env.DOCKER_AUTH_CONFIG;
  return [
    ...(content ? [{ name: "DOCKER_AUTH_CONFIG", content }] : []),
    ...[...new Set(files)].flatMap((name) => (name ? [{ name }] : [])),
  ];
}

/** Where Docker stores logins, and which context is in use. */
export function findDockerConfig(env: Environment): string {
  return join(env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker"), "config.json");
}

/**
 * Loads a place as Docker does: names of fields in any case, what is null is not there, an empty file has no logins.
 *
 * @returns Nothing where there is no such file
 * @throws {ScanError} REGISTRY_LOGIN when it cannot be used; its content is not shown
 */
export async function loadLoginFile({ name, content }: LoginPlace, domain: string): Promise<LoginFile | undefined> {
  const bytes = content === undefined ? await load(name, domain) : Buffer.from(content);
  if (bytes === undefined) return undefined;
  const fail = (reason: string) => loginError(domain, `${name} ${reason}`);
  if (UTF8_MARK.equals(bytes.subarray(0, 3))) {
    throw fail("begins with a byte order mark (BOM), which Docker does not read: save it as UTF-8 without one");
  }
  if (UTF16_MARKS.some((mark) => mark.equals(bytes.subarray(0, 2)))) {
    throw fail("is UTF-16, which Docker does not read: save it as UTF-8");
  }
  const json = parseFirst(bytes.toString());
  if (json === undefined) throw fail("is not JSON");
  if (!isRecord(json ?? {})) throw fail("is not a JSON object");

  const fields = lowerKeys(json ?? {});
  const toRecord = (key: string) => {
    const value = fields[key.toLowerCase()] ?? {};
    if (isRecord(value)) return value;
    throw fail(`is not as expected at ${key}: it is not an object`);
  };
  const { credsstore: store = "", currentcontext: context } = fields;
  if (store !== null && typeof store !== "string") throw fail("is not as expected at credsStore: it is not a text");
  return {
    auths: toRecord("auths"),
    credHelpers: toRecord("credHelpers"),
    credsStore: store ?? "",
    currentContext: typeof context === "string" ? context : "",
  };
}

/** A record with its keys in lower case. */
export function lowerKeys(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
}

async function load(path: string, domain: string): Promise<Buffer | undefined> {
  // Docker makes a folder of a file that it shall mount and that is not there.
  if ((await stat(path).catch(() => undefined))?.isDirectory()) return undefined;
  return loadFile(path).catch((error: unknown) => {
    if (NO_FILE.has(errorCode(error) ?? "")) return undefined;
    throw loginError(domain, `${path}: ${toFileReason(error)}`);
  });
}

/** The first JSON value of a text, as Docker reads it; null where there is none, and nothing where it is no JSON. */
function parseFirst(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words may quote from the text: they are not shown.
    const end = error instanceof Error ? TRAILING.exec(error.message)?.[1] : undefined;
    return end === undefined ? undefined : JSON.parse(text.slice(0, Number(end)));
  }
}
