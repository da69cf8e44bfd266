import type { ListedPackage } from "../../../../core/kit.ts";
import { packageSchema, type TrivyReport, type TrivyResult } from "./schema.ts";
import { toLayer, toPackage, toPackagePath } from "./to_findings.ts";

/** The packages of a report. */
export interface ReadPackages {
  readonly packages: readonly ListedPackage[];
  /** How many could not be read, and are not among them. */
  readonly unreadable: number;
}

/** Reads all packages that Trivy listed, in its order. */
export function toPackages({ Results }: Pick<TrivyReport, "Results">): ReadPackages {
  const all = Results.flatMap((result) => result.Packages.map((one) => toListedPackage(one, result)));
  const packages = all.filter((one) => one !== undefined);
  return { packages, unreadable: all.length - packages.length };
}

function toListedPackage(value: unknown, result: TrivyResult): ListedPackage | undefined {
  const { data: read } = packageSchema.safeParse(value);
  if (read === undefined) return undefined;
  const { Name: name, Version, Release, Epoch, Identifier, FilePath, Licenses, Layer } = read;
  // As Trivy writes the version of a package that it finds something in.
  const version = `${Epoch > 0 ? `${Epoch}:` : ""}${Version}${Release === "" ? "" : `-${Release}`}`;
  const path = toPackagePath({ PkgPath: FilePath }, result);
  return {
    ...toPackage({ name, version, purl: Identifier?.PURL }, result),
    ...(path !== "" && { path }),
    ...(Licenses?.length && { licenses: Licenses }),
    ...toLayer(Layer),
  };
}
