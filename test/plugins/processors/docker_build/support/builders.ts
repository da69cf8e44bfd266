import process from "node:process";
import type { test } from "uvu";
import { type DockerEngine, startDockerEngine } from "#support/docker_engine.ts";
import { findEngine } from "#support/needs.ts";

const before = { ...process.env };

/** The environments in which Docker takes one builder or the other. */
export const LEGACY = { DOCKER_BUILDKIT: "0" };
// Debian's docker has BuildKit within; a newer one may be before it on PATH, and lack buildx.
export const BUILDKIT = { DOCKER_BUILDKIT: "1", PATH: `/usr/bin:${before.PATH}` };

/** Both builders, by name. */
export const BUILDERS = [
  { builder: "the legacy builder", env: LEGACY },
  { builder: "BuildKit", env: BUILDKIT },
];

/** Starts one Docker engine for the tests of a file, and takes back what a test has set for Docker. Returns what has it. */
export function useDockerEngine(suite: typeof test): () => DockerEngine {
  let engine: DockerEngine | undefined;
  suite.before(async () => {
    if (findEngine("dockerd") !== undefined) engine = await startDockerEngine();
  });
  suite.after(async () => {
    await engine?.close();
  });
  suite.after.each(() => {
    for (const name of ["DOCKER_HOST", "DOCKER_BUILDKIT", "PATH"]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
  return () => {
    if (engine === undefined) throw new Error("no engine");
    return engine;
  };
}
