import { existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Test } from "uvu";
import { embeddedTrivy } from "#demo/embedded_trivy/mod.js";
import { fetchProgram } from "./fetched/fetch_program.ts";
import { isProgramName, PROGRAMS, type ProgramName } from "./fetched/programs.ts";
import { canMount } from "./small_disk.ts";

/** A real engine that a test works against. */
export type Engine =
  | TrivyEngine
  | Shell
  | "chromium"
  | "docker-registry"
  | "docker"
  | "dockerd"
  | "skopeo"
  | "openssl"
  | "tar"
  | "tmux"
  | "postgresql"
  | "sarif-multitool"
  | "tmpfs"
  | "root";

/** A shell, and util-linux's `script`, which gives a program a terminal. */
export type Shell = "bash" | "zsh" | "fish" | "script";

/** A Trivy of one of three generations: 0.68.2, 0.44.1 and 0.40.0. */
export type TrivyEngine = "trivy" | "trivy-0.44" | "trivy-0.40";

const DEBIAN_POSTGRES = "/usr/lib/postgresql";

const unfetched = new Map<ProgramName, string>();

/** Where an engine is on this machine; undefined when it is not there. Fetches what npm carries, once for all runs. */
export function findEngine(engine: Engine): string | undefined {
  if (engine === "trivy") return embeddedTrivy()?.path;
  if (isProgramName(engine)) return findProgram(engine);
  if (engine === "root") return process.geteuid?.() === 0 ? "root" : undefined;
  if (engine === "postgresql") return findPostgres();
  if (engine === "tmpfs") return canMount() ? "tmpfs" : undefined;
  const places = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, engine));
  return places.find((place) => existsSync(place) && statSync(place).isFile());
}

function findProgram(name: ProgramName): string | undefined {
  if (unfetched.has(name)) return undefined;
  try {
    return fetchProgram(PROGRAMS[name]);
  } catch (error) {
    unfetched.set(name, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** The program that makes databases; Debian has it in a folder of each version, and not on the path. */
function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES).sort().reverse() : [];
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((name) => join(DEBIAN_POSTGRES, name, "bin")),
  ];
  return folders.map((folder) => join(folder, "initdb")).find((place) => existsSync(place));
}

function describeMissing(engine: Engine): string {
  const reason = isProgramName(engine) ? unfetched.get(engine) : undefined;
  return reason === undefined ? engine : `${engine} (${reason})`;
}

/**
 * Registers a test that needs real engines. Without them it is skipped by name, except under `CI=true`: there a
 * missing engine is a failure, so that CI cannot pass by skipping.
 */
export function testWith(test: Test, engines: readonly Engine[], name: string, run: () => unknown): void {
  const missing = engines.filter((engine) => findEngine(engine) === undefined);
  if (missing.length === 0) {
    test(name, async () => void (await run()));
    return;
  }
  if (process.env.CI === "true") {
    test(name, () => {
      throw new Error(`${missing.map(describeMissing).join(" and ")} must be there when CI=true`);
    });
    return;
  }
  console.log(`skipped: ${name}: no ${missing.map(describeMissing).join(", no ")} on this machine`);
  test.skip(name, () => undefined);
}
