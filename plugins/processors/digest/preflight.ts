import { isScanError, type PreflightContext } from "../../../core/mod.ts";
import { loadServerVersion, openDocker } from "../../lib/clients/docker/mod.ts";
import type { DigestOptions } from "./options.ts";

/** Checks thoroughly that Docker answers, where images come from nowhere else: each of them would fail. */
export async function preflight({ imageSources }: DigestOptions, ctx: PreflightContext): Promise<void> {
  if (!ctx.isThorough || imageSources.some((source) => source !== "docker")) return;
  try {
    ctx.note(`Docker ${await loadServerVersion(await openDocker(ctx))} answers`);
  } catch (error) {
    if (!isScanError(error) || error.code === "ABORTED") throw error;
    ctx.foresee(error);
  }
}
