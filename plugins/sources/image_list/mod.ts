import { severityOf } from "../../../core/kit.ts";
import { defineSource, type PluginContext } from "../../../core/mod.ts";
import { parseReference, type RepositoryName, toCanonical } from "../../lib/clients/oci/mod.ts";
import { createAskPatiently, openRegistry, type Registry } from "../../lib/clients/registry/mod.ts";
import {
  checkList,
  createRepetitionLog,
  loadListSettings,
  readEntries,
  tellList,
  toListFile,
} from "../../lib/list_file/mod.ts";
import { imageListOptions } from "./options.ts";
import { tellLogins } from "./tell_logins.ts";
import { tellRegistries } from "./tell_registries.ts";
import { toPlatformTargets } from "./to_platform_targets.ts";
import { toTarget } from "./to_target.ts";

export type { ImageListOptions } from "./options.ts";

const EXAMPLE = ["# What to scan", "severity=4", "nginx:1.27", "registry.example.com:5000/team/app:2.0"];

/**
 * A source of images: a text file with one image reference a line. The file is read line by line; memory holds the
 * references that were seen, so that each is scanned once.
 *
 * @example
 * ```ts
 * import { imageList } from "hullscan/plugins";
 *
 * const source = imageList({ file: "input_images.txt" });
 * if (source.kind !== "source") throw new Error("not a source");
 * ```
 *
 * @throws {ScanError} LIST_NOT_FOUND in the preflight; LIST_EMPTY in that of `scan check`
 * @throws {ScanError} LIST_UNREADABLE
 * @throws {ScanError} REGISTRY_CA in the set-up, with `platforms`
 */
export const imageList = defineSource({
  name: "image_list",
  description: "images from a text file",
  options: imageListOptions,
  provides: ["image"],
  async preflight(options, ctx) {
    const file = toListFile(options.file, ctx.cwd);
    ctx.claim(file.path, "reads");
    await checkList(file, { example: EXAMPLE });
    if (!ctx.isThorough) return;
    const repositories = new Map<string, RepositoryName>();
    const { plugin } = ctx;
    await tellList(file, {
      ctx,
      noun: "image",
      severityLevel: options.severityLevel,
      toTarget(entry) {
        const target = toTarget(entry, { file, minSeverity: severityOf(options.severityLevel), plugin });
        if (target.settled === undefined) {
          const { domain, path } = toCanonical(parseReference(entry.text));
          repositories.set(`${domain}/${path}`, { domain, path });
        }
        return target;
      },
    });
    const domains = new Set([...repositories.values()].map(({ domain }) => domain));
    const silent = new Set(await tellRegistries(domains, ctx));
    for (const domain of await tellLogins(repositories.values(), ctx)) silent.add(domain);
    if (!ctx.asksForTargets) return;
    const { tellImages } = await import("./tell_images.ts");
    await tellImages(file, ctx, { silent });
  },
  async setup(options, ctx) {
    const { plugin, cwd, log, signal } = ctx;
    const file = toListFile(options.file, cwd);
    const { minSeverity, count } = await loadListSettings(file, {
      severityLevel: options.severityLevel,
      log,
      signal,
    });
    const registry = options.platforms === "all" ? await openPlatforms(ctx) : undefined;
    return {
      // How many platforms there are, is known when all images were asked for.
      count: () => (registry === undefined ? count : undefined),
      async *targets() {
        const repetitions = createRepetitionLog(file, log);
        for await (const entry of readEntries(file, repetitions)) {
          const target = toTarget(entry, { file, minSeverity, plugin });
          if (registry === undefined) yield target;
          else yield* await toPlatformTargets(target, { registry, plugin });
        }
        repetitions.end();
      },
    };
  },
});

/** Registries that are down are not waited for by each of their images. */
async function openPlatforms(ctx: PluginContext): Promise<Pick<Registry, "fetchPlatforms">> {
  const registry = await openRegistry(ctx, { insecure: false });
  const askPatiently = createAskPatiently({ registry, log: ctx.log, signal: ctx.signal });
  return {
    async fetchPlatforms(reference) {
      const ask = () => registry.fetchPlatforms(reference);
      const heard = await askPatiently({ reference, doing: "find the platforms of", ask });
      if ("refusal" in heard) throw heard.refusal.failure;
      return heard.answer;
    },
  };
}
