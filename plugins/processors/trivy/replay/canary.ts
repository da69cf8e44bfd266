import { createHash } from "node:crypto";
import type { AnsweredResult, ScanAnswer } from "./wire/scan_answer.ts";

/**
 * What of a server's answer does not depend on its database: the operating system, the packages and the number of layers,
 * as SHA-256 in hexadecimal. A server that was asked for less, or does not have all of the image, answers something else
 * without a word. Whether a system is past its end of life is not in it: that comes with time.
 *
 * @returns Nothing where the answer has no packages: a server that was asked for none would answer the same
 */
export function computeCanary({ os, results, layers }: ScanAnswer): string | undefined {
  const packages = results.flatMap(listPackages).sort();
  if (packages.length === 0) return undefined;
  const parts = [os?.family, os?.name, layers.length, packages];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function listPackages({ class: of, type, target, packages }: AnsweredResult): readonly string[] {
  // The packages of a system are found in a result that has the name of the image, which may be another one.
  const place = of === "os-pkgs" ? "" : target;
  return packages.map(({ id, name, version, release, epoch, filePath }) =>
    JSON.stringify([of, type, place, filePath, id, name, version, release, epoch]),
  );
}
