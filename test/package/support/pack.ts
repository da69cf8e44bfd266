import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Test } from "uvu";

/** The repository's folder. */
export const PROJECT = join(import.meta.dirname, "../../..");
const run = promisify(execFile);

/** The package as npm would publish it, and where it is installed. */
export interface Packed {
  /** The path of the `.tgz`. */
  readonly tarball: string;
  /** The folder of the installed package, real and not a link: `.../node_modules/hullscan`. */
  readonly folder: string;
  /** The command, as npm links it. */
  readonly program: string;
  /** Makes an empty project that has the package installed, writes files into it, and gives its folder. */
  createProject(files?: Readonly<Record<string, string>>): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Packs the project, or takes the package at HULLSCAN_TARBALL, and installs it without a network: unpacked as npm does
 * it, with its declared dependencies (and no others) linked from the repository. Projects are made beside that `node_modules`, so that they share one installation.
 */
export async function pack(): Promise<Packed> {
  const root = await mkdtemp(join(tmpdir(), "hullscan-package-"));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    const tarball = process.env.HULLSCAN_TARBALL ?? (await packInto(root));
    const modules = join(root, "node_modules");
    const folder = join(modules, "hullscan");
    await mkdir(folder, { recursive: true });
    await run("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    for (const name of Object.keys(manifest.dependencies)) await linkPackage(name, modules);
    const program = join(modules, ".bin", "scan");
    await mkdir(dirname(program));
    await symlink(join("..", "hullscan", manifest.bin.scan), program);
    await chmod(join(folder, manifest.bin.scan), 0o755);
    return {
      tarball,
      folder,
      program,
      async createProject(files = {}) {
        const project = await mkdtemp(join(root, "project-"));
        for (const [name, text] of Object.entries(files)) {
          await mkdir(dirname(join(project, name)), { recursive: true });
          await writeFile(join(project, name), text);
        }
        return project;
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Makes a package of the repository's visible where a folder's modules are looked for. */
export async function linkPackage(name: string, modules: string): Promise<void> {
  const link = join(modules, name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(join(PROJECT, "node_modules", name), link);
}

async function packInto(folder: string): Promise<string> {
  try {
    await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: PROJECT });
  } finally {
    for (const made of ["dist", "schema.json"]) await rm(join(PROJECT, made), { recursive: true, force: true });
  }
  const [name] = (await readdir(folder)).filter((entry) => entry.endsWith(".tgz"));
  if (name === undefined) throw new Error(`npm pack left no .tgz in ${folder}`);
  return join(folder, name);
}

/** Adds tests of the package to a suite. */
export type AddTests = (test: Test, packed: () => Packed) => void;
