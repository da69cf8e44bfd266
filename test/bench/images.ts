import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OciContent } from "../../configs/demo/oci_content.ts";
import { type Layer, ociImage, type PackedLayer, packLayer } from "../../configs/demo/oci_image.ts";

/** Old releases, for which the sample database has advisories. */
const OLD_PACKAGES = { express: "4.17.1", lodash: "4.17.15", minimist: "1.2.0", qs: "6.7.0" };

/**
 * Makes images as a team has them: a real Debian 12 below, a runtime with npm packages that all share, and on top an
 * application of each one's own. Takes half a minute and a network, for Debian's packages.
 */
export async function makeImages(count: number): Promise<OciContent[]> {
  const base = await makeBase();
  const runtime = nodeModules("usr/lib/node_modules", { name: "runtime", packages: 300 });
  return Array.from({ length: count }, (_, index) => {
    const app = nodeModules("app/node_modules", { name: `app-${index}`, packages: 150 });
    return ociImage({ layers: [base, runtime, app] });
  });
}

/** A minimal Debian 12, as `debootstrap` makes it. */
async function makeBase(): Promise<PackedLayer> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-bench-base-"));
  try {
    const [root, archive] = [join(folder, "root"), join(folder, "base.tar")];
    await run("debootstrap", ["--variant=minbase", "bookworm", root]);
    await run("tar", ["-C", root, "--exclude=./dev/*", "--exclude=./var/cache/apt/*", "-cf", archive, "."]);
    return packLayer(await readFile(archive));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Installed npm packages, the old ones among them, each with a source file of some length. */
function nodeModules(folder: string, { name, packages }: { name: string; packages: number }): Layer {
  const made = Array.from({ length: packages }, (_, index) => [`${name}-dep-${index}`, `1.${index}.0`]);
  const files = [...Object.entries(OLD_PACKAGES), ...made].flatMap(([dependency = "", version]) => [
    [`${folder}/${dependency}/package.json`, JSON.stringify({ name: dependency, version, license: "MIT" })],
    [`${folder}/${dependency}/index.js`, `// ${dependency}\n${"exports.add = (a, b) => a + b;\n".repeat(300)}`],
  ]);
  return Object.fromEntries(files);
}

async function run(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
}
