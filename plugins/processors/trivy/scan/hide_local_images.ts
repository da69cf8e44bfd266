import { mkdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Program } from "../program/program.ts";

/** What is set for one run of a Trivy. */
export interface HideLocalImagesOptions extends Pick<Program, "env" | "envCwd"> {
  /** The folder for temporary files of that run. */
  readonly tmpDir: string;
}

/**
 * Keeps a Trivy that cannot be told where to take an image from away from what this machine has: before 0.42 it asks
 * Docker, containerd and Podman first, and would take an older copy for the registry's image.
 *
 * @returns Variables for its environment: no socket is where they point. What `podman login` has stored stays in reach
 */
export async function hideLocalImages(options: HideLocalImagesOptions): Promise<Readonly<Record<string, string>>> {
  const { env, envCwd, tmpDir } = options;
  const runtimeDir = join(tmpDir, "runtime");
  await mkdir(runtimeDir);
  if (env.XDG_RUNTIME_DIR) {
    await symlink(resolve(envCwd, env.XDG_RUNTIME_DIR, "containers"), join(runtimeDir, "containers"));
  }
  return {
    DOCKER_HOST: `unix://${join(runtimeDir, "none.sock")}`,
    CONTAINERD_ADDRESS: join(runtimeDir, "none.sock"),
    XDG_RUNTIME_DIR: runtimeDir,
  };
}
