/**
 * What a plugin must not get past the compiler. Where in a list it stands, types do not tell: lists may be nested, have
 * entries that are left out, and come from presets or files. That the order is right is checked before a run, for all
 * kinds of config alike (`needs` and `provides` in test/core/config/resolve_test.ts).
 */
import { defineConfig, defineProcessor, defineSink, defineSource, type ScanData, skip } from "hullscan";
import { remote } from "hullscan/configs";
import { imageList, trivy } from "hullscan/plugins";

declare module "hullscan" {
  interface ScanData {
    readonly owner: { readonly name: string };
  }
}

export const own = defineProcessor({
  name: "own",
  needs: ["image", "findings"],
  provides: ["owner"],
  setup: () => ({
    process({ data }) {
      if (data.findings?.length === 0) return skip("nothing found");
      return { owner: { name: data.image?.reference ?? "nobody" } };
    },
  }),
});
export const one: ScanData["owner"] = { name: "ann" };

// @ts-expect-error nothing is called "imag"
defineProcessor({ name: "x", needs: ["imag"], setup: () => ({ process: () => undefined }) });
// @ts-expect-error nothing is called "ownr"
defineSource({ name: "x", provides: ["ownr"], setup: () => ({ targets: () => [] }) });
// @ts-expect-error an owner is no text
defineProcessor({ name: "x", setup: () => ({ process: () => ({ owner: "ann" }) }) });
// @ts-expect-error there may be no findings
defineProcessor({ name: "x", setup: () => ({ process: ({ data }) => skip(`${data.findings.length}`) }) });
// @ts-expect-error a record is not changed
defineProcessor({ name: "x", setup: () => ({ process: ({ data }) => void data.findings?.pop() }) });
// @ts-expect-error a processor without process()
defineProcessor({ name: "x", setup: () => ({}) });
// @ts-expect-error a source gives targets, not names
defineSource({ name: "x", setup: () => ({ targets: () => ["nginx:1.27"] }) });
// @ts-expect-error only what has failed has an error
defineSink({ name: "x", setup: () => ({ write: (outcome) => void outcome.error }) });

export const lazy = defineConfig({ pipelines: { nightly: () => remote(), weekly: async () => remote({ jobs: 4 }) } });
// @ts-expect-error a function must give a pipeline
defineConfig({ pipelines: { nightly: () => "remote" } });
// @ts-expect-error a source is no processor
defineConfig({ sources: [imageList()], processors: [[imageList()]] });
// @ts-expect-error an option of a preset's plugin has the wrong type
remote({ trivy: { timeout: 600 } });
// @ts-expect-error there is no such scanner
trivy({ scanners: ["vulns"] });
