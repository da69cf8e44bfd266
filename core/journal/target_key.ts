import { hash } from "node:crypto";
import type { Target } from "../model/target.ts";
import { stableJson } from "./stable_json.ts";

/**
 * Names a target of a pipeline by all that decides what comes of it: 32 hexadecimal digits. Where it was named is left
 * out, so that a list may get a line more; with another severity level it is another target.
 */
export function hashTarget(pipeline: string, { origin: _, settled, ...target }: Target): string {
  const ending = settled?.status === "failed" ? { ...settled, error: settled.error.code } : settled;
  return hash("sha256", stableJson([pipeline, target, ending]), "hex").slice(0, 32);
}
