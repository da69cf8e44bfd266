import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "./needs.ts";

/** A program that notes how it is called and then is the real Trivy. */
export interface CountingTrivy {
  readonly path: string;
  /** A folder with a `docker` that also notes how it is called, and fails: to be put before the others of PATH. */
  readonly dockerFolder: string;
  /** The arguments of each call so far, a line each; those of Docker begin with its name. */
  listCalls(): Promise<readonly string[]>;
  /** The images that were scanned so far. */
  listScans(): Promise<readonly string[]>;
}

/** Writes such a program into a folder. */
export async function writeCountingTrivy(folder: string): Promise<CountingTrivy> {
  const path = join(folder, "counting-trivy");
  const notes = join(folder, "calls");
  const script = ["#!/bin/sh", `echo "$*" >> ${notes}`, `exec ${findEngine("trivy")} "$@"`, ""];
  await writeFile(path, script.join("\n"), { mode: 0o755 });
  await writeFile(notes, "");
  const dockerFolder = join(folder, "no-docker");
  await mkdir(dockerFolder);
  const docker = ["#!/bin/sh", `echo "docker $*" >> ${notes}`, "exit 1", ""];
  await writeFile(join(dockerFolder, "docker"), docker.join("\n"), { mode: 0o755 });

  async function listCalls(): Promise<readonly string[]> {
    return (await readFile(notes, "utf8")).split("\n").filter((line) => line !== "");
  }

  return {
    path,
    dockerFolder,
    listCalls,
    async listScans() {
      const calls = (await listCalls()).filter((call) => call.startsWith("image ") && call.includes(" -- "));
      return calls.map((call) => call.slice(call.indexOf(" -- ") + 4));
    },
  };
}
