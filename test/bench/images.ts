import { spawn } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OciContent } from "../../configs/demo/oci_content.ts";
import { ociImage, type PackedLayer, packLayer } from "../../configs/demo/oci_image.ts";

/** What the base brings besides Debian's minimum. */
const BASE = ["ca-certificates", "curl", "openssl", "perl"];
/** What each image installs on the base: the packages of Debian that its language needs. */
const LANGUAGES = ["php-cli", "ruby", "default-jre-headless", "gcc", "python3-numpy", "git", "nodejs", "imagemagick"];
/** Old releases, for which the sample database has advisories: in every application. */
const OLD_PACKAGES = ["express@4.16.0", "lodash@4.17.10", "minimist@1.2.0", "qs@6.7.0"];
/** What each application brings of its own: some hundreds of packages, also old. */
const APPLICATIONS = [
  ["gulp@4.0.2"],
  ["webpack@4.43.0"],
  ["jest@25.5.0"],
  ["eslint@6.8.0"],
  ["browserify@16.5.0"],
  ["grunt@1.1.0"],
  ["pm2@4.4.0"],
  ["mocha@7.1.0"],
];

/**
 * Makes images as a team has them: one Debian 12 below, on it the packages of each one's language, on top an application
 * with its npm packages, all of them old. Where there are more images than applications, they are later releases of
 * these, each with a small layer more. Takes some minutes, a network, debootstrap, tar and npm.
 */
export async function makeImages(count: number): Promise<OciContent[]> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-bench-"));
  try {
    const base = join(folder, "base");
    await debootstrap(base, BASE);
    const baseLayer = await pack(base, await listNew(base));
    const applications: PackedLayer[][] = [];
    for (let index = 0; index < Math.min(count, APPLICATIONS.length); index++) {
      const [system, app] = [join(folder, "system"), join(folder, "app")];
      await debootstrap(system, [...BASE, pick(LANGUAGES, index)]);
      await install(join(app, "app"), [...OLD_PACKAGES, ...pick(APPLICATIONS, index)]);
      applications.push([baseLayer, await pack(system, await listNew(system, base)), await pack(app, ["."])]);
      for (const path of [system, app]) await rm(path, { recursive: true, force: true });
    }
    return Array.from({ length: count }, (_, index) => {
      const release = Math.floor(index / applications.length);
      const news = release === 0 ? [] : [{ "app/release.txt": `${release}\n` }];
      return ociImage({ layers: [...pick(applications, index), ...news] });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError("The list is empty");
  return item;
}

function debootstrap(root: string, packages: readonly string[]): Promise<void> {
  return run("debootstrap", ["--variant=minbase", `--include=${packages.join(",")}`, "bookworm", root]);
}

/** The files of a tree that are not in another one as they are: what a layer on top of that holds. */
async function listNew(root: string, base?: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of await readdir(root, { recursive: true })) {
    if (/^(?:dev|proc|sys|var\/cache\/apt|var\/log|debootstrap)(?:\/|$)/.test(path)) continue;
    const own = await lstat(join(root, path));
    if (own.isDirectory()) continue;
    const other = base === undefined ? undefined : await lstat(join(base, path)).catch(() => undefined);
    const isSame = other?.size === own.size && (own.isSymbolicLink() || other.mtimeMs === own.mtimeMs);
    if (!isSame) found.push(path);
  }
  return found;
}

async function pack(root: string, files: readonly string[]): Promise<PackedLayer> {
  const [archive, list] = [`${root}.tar`, `${root}.list`];
  await writeFile(list, files.join("\n"));
  await run("tar", ["-C", root, "-cf", archive, "-T", list]);
  const layer = packLayer(await readFile(archive));
  for (const path of [archive, list]) await rm(path);
  return layer;
}

async function install(folder: string, packages: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"];
  await run("npm", ["install", "--prefix", folder, ...quiet, ...packages]);
}

async function run(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
}
