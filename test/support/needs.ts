import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Test } from "uvu";
import { embeddedTrivy } from "../../configs/demo/embedded_trivy/mod.js";
import { oldTrivy } from "./old_trivys/mod.js";
import { canMount } from "./small_disk.ts";

/** A real engine that a test works against. */
export type Engine =
  | TrivyEngine
  | Shell
  | "docker-registry"
  | "docker"
  | "dockerd"
  | "skopeo"
  | "openssl"
  | "tar"
  | "tmpfs"
  | "root";

/** A shell, and util-linux's `script`, which gives a program a terminal. */
export type Shell = "bash" | "zsh" | "fish" | "script";

/** A Trivy of one of three generations: 0.68.2, 0.44.1 and 0.40.0. */
export type TrivyEngine = "trivy" | "trivy-0.44" | "trivy-0.40";

/** Where an engine is on this machine; undefined when it is not there. */
export function findEngine(engine: Engine): string | undefined {
  if (engine === "trivy") return embeddedTrivy()?.path;
  if (engine === "trivy-0.44") return oldTrivy("0.44.1");
  if (engine === "trivy-0.40") return oldTrivy("0.40.0");
  if (engine === "root") return process.geteuid?.() === 0 ? "root" : undefined;
  if (engine === "tmpfs") return canMount() ? "tmpfs" : undefined;
  const places = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, engine));
  return places.find((place) => existsSync(place) && statSync(place).isFile());
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
      throw new Error(`${missing.join(" and ")} must be there when CI=true`);
    });
    return;
  }
  console.log(`skipped: ${name}: no ${missing.join(", no ")} on this machine`);
  test.skip(name, () => undefined);
}
