import { spawn } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { OciContent } from "#demo/oci_content.ts";
import { type Layer, ociImage, type PackedLayer, packLayer } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { debianLayer } from "#demo/rootfs/debian.ts";
import { leakedKeyLayer } from "#demo/rootfs/leaked_key.ts";
import { nodeAppLayer } from "#demo/rootfs/node_app.ts";

/** What the base brings besides Debian's minimum. */
const BASE = ["ca-certificates", "curl", "openssl", "perl"];
/** What each image installs on the base: the packages of Debian that its application needs. */
const SYSTEMS = [
  ...["php-cli", "ruby", "default-jre-headless", "gcc", "python3-numpy", "git", "nodejs", "imagemagick"],
  ...["nginx", "apache2", "postgresql-client", "redis-server", "erlang-base", "guile-3.0", "r-base-core", "tcl"],
];
/** Old releases, for which the sample database has advisories: in every application. */
const OLD_PACKAGES = ["express@4.16.0", "lodash@4.17.10", "minimist@1.2.0", "qs@6.7.0"];
/** What each application brings of its own: some hundreds of packages, also old. */
const APPLICATIONS = [
  ...["gulp@4.0.2", "webpack@4.43.0", "jest@25.5.0", "eslint@6.8.0", "browserify@16.5.0", "grunt@1.1.0", "pm2@4.4.0"],
  ...["mocha@7.1.0", "karma@4.4.1", "nodemon@1.19.4", "forever@2.0.0", "socket.io@2.3.0", "sails@1.2.4", "hexo@4.2.1"],
  ...["less@3.11.1", "stylus@0.54.7"],
];

/** How images are made. */
export interface MakeImages {
  /** Without the lists of packages that apt keeps: a Dockerfile that is well made removes them. */
  readonly isLean: boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes images as a team has them: one Debian 12 below, on it what each one needs of Debian, on top an application
 * with its npm packages, all of them old. Where there are more images than applications, they are later releases of
 * these, each with a small layer more. Takes some minutes, a network, debootstrap, tar and npm.
 */
export async function makeImages(count: number, { isLean, signal }: MakeImages): Promise<OciContent[]> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-bench-"));
  try {
    const base = join(folder, "base");
    await debootstrap(base, BASE, signal);
    const baseLayer = await pack(base, await listNew(base, { isLean }), signal);
    const applications: PackedLayer[][] = [];
    for (let index = 0; index < Math.min(count, APPLICATIONS.length); index++) {
      const [system, app] = [join(folder, "system"), join(folder, "app")];
      await debootstrap(system, [...BASE, pick(SYSTEMS, index)], signal);
      await install(join(app, "app"), [...OLD_PACKAGES, pick(APPLICATIONS, index)], signal);
      const systemLayer = await pack(system, await listNew(system, { isLean, base }), signal);
      applications.push([baseLayer, systemLayer, await pack(app, ["."], signal)]);
      for (const path of [system, app]) await rm(path, { recursive: true, force: true });
    }
    return release(applications, count);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes images of a few kilobytes: scanning them is hardly more than starting Trivy. Needs nothing. */
export function makeSmallImages(count: number): OciContent[] {
  const [debian, alpine, app, secret] = [debianLayer(), alpineLayer(), nodeAppLayer(), leakedKeyLayer()];
  return release([[debian], [alpine], [alpine, app], [debian, secret]], count);
}

/** As many images as are wanted: of each application the first release, then a later one with a layer more, and so on. */
function release(applications: readonly (readonly (Layer | PackedLayer)[])[], count: number): OciContent[] {
  return Array.from({ length: count }, (_, index) => {
    const number = Math.floor(index / applications.length);
    const news = number === 0 ? [] : [{ "app/release.txt": `${number}\n` }];
    return ociImage({ layers: [...pick(applications, index), ...news] });
  });
}

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError("The list is empty");
  return item;
}

function debootstrap(root: string, packages: readonly string[], signal: AbortSignal): Promise<void> {
  return run("debootstrap", ["--variant=minbase", `--include=${packages.join(",")}`, "bookworm", root], signal);
}

/** The files of a tree that are not in another one as they are: what a layer on top of that holds. */
async function listNew(root: string, { isLean, base }: { isLean: boolean; base?: string }): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of await readdir(root, { recursive: true })) {
    if (isLean && path.startsWith("var/lib/apt/lists/")) continue;
    if (/^(?:dev|proc|sys|var\/cache\/apt|var\/log|debootstrap)(?:\/|$)/.test(path)) continue;
    const own = await lstat(join(root, path));
    if (own.isDirectory()) continue;
    const other = base === undefined ? undefined : await lstat(join(base, path)).catch(() => undefined);
    const isSame = other?.size === own.size && (own.isSymbolicLink() || other.mtimeMs === own.mtimeMs);
    if (!isSame) found.push(path);
  }
  return found;
}

async function pack(root: string, files: readonly string[], signal: AbortSignal): Promise<PackedLayer> {
  const [archive, list] = [`${root}.tar`, `${root}.list`];
  await writeFile(list, files.join("\n"));
  await run("tar", ["-C", root, "-cf", archive, "-T", list], signal);
  const layer = packLayer(await readFile(archive));
  for (const path of [archive, list]) await rm(path);
  return layer;
}

async function install(folder: string, packages: readonly string[], signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"];
  await run("npm", ["install", "--prefix", folder, ...quiet, ...packages], signal);
}

async function run(file: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  // A group of its own, as debootstrap starts others that would outlive it.
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "inherit"], detached: true });
  const stop = () => child.pid !== undefined && process.kill(-child.pid);
  signal.addEventListener("abort", stop);
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
}
