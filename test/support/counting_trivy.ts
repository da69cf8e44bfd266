import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "./needs.ts";

/** A program that notes how it is called and then is the real Trivy. */
export interface CountingTrivy {
  readonly path: string;
  /** The arguments of each call so far, a line each. */
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

  async function listCalls(): Promise<readonly string[]> {
    return (await readFile(notes, "utf8")).split("\n").filter((line) => line !== "");
  }

  return {
    path,
    listCalls,
    async listScans() {
      const calls = (await listCalls()).filter((call) => call.startsWith("image ") && call.includes(" -- "));
      return calls.map((call) => call.slice(call.indexOf(" -- ") + 4));
    },
  };
}
