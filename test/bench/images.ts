import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OciContent } from "../../configs/demo/oci_content.ts";
import { ociImage, type PackedLayer, packLayer } from "../../configs/demo/oci_image.ts";

/** What a base image brings besides Debian's minimum. */
const DEBIAN_PACKAGES = ["ca-certificates", "curl", "git", "openssl", "perl", "python3", "nginx-light", "imagemagick"];
/** What all images share besides. */
const RUNTIME = ["npm@6.14.4", "pm2@4.4.0"];
/** Old releases, for which the sample database has advisories: in every application. */
const OLD_PACKAGES = ["express@4.16.0", "lodash@4.17.10", "minimist@1.2.0", "qs@6.7.0"];
/** What each application brings of its own: some hundreds of packages, also old. */
const APPLICATIONS = [
  ["react-scripts@3.4.0"],
  ["@angular/cli@9.1.0"],
  ["webpack@4.43.0", "webpack-dev-server@3.11.0"],
  ["nuxt@2.12.0"],
  ["jest@25.5.0", "eslint@6.8.0"],
  ["@vue/cli-service@4.3.0"],
  ["gulp@4.0.2", "grunt@1.1.0", "browserify@16.5.0"],
  ["parcel-bundler@1.12.4"],
];

/**
 * Makes images as a team has them: a real Debian 12 below, npm packages that all share above, and on top an application
 * of each one's own, all of them old. Takes some minutes, a network, debootstrap, tar and npm.
 */
export async function makeImages(count: number): Promise<OciContent[]> {
  const base = await makeLayer(async (root) => {
    await run("debootstrap", ["--variant=minbase", `--include=${DEBIAN_PACKAGES.join(",")}`, "bookworm", root]);
  });
  const runtime = await makeLayer((root) => install(join(root, "usr/lib/runtime"), RUNTIME));
  const images: OciContent[] = [];
  for (let index = 0; index < count; index++) {
    const own = [...OLD_PACKAGES, ...(APPLICATIONS[index % APPLICATIONS.length] ?? [])];
    images.push(ociImage({ layers: [base, runtime, await makeLayer((root) => install(join(root, "app"), own))] }));
  }
  return images;
}

/** A layer that holds what is put into a folder. */
async function makeLayer(fill: (root: string) => Promise<void>): Promise<PackedLayer> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-bench-layer-"));
  try {
    const [root, archive] = [join(folder, "root"), join(folder, "layer.tar")];
    await mkdir(root);
    await fill(root);
    await run("tar", ["-C", root, "--exclude=./dev/*", "--exclude=./var/cache/apt/*", "-cf", archive, "."]);
    return packLayer(await readFile(archive));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
