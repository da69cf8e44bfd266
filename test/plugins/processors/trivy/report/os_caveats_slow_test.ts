import assert from "node:assert/strict";
import { test } from "uvu";
import { caveatsOf, type ProcessorHooks } from "#core/kit.ts";
import type { Caveat } from "#core/mod.ts";
import type { OciContent } from "#demo/oci_content.ts";
import { type Layer, ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { debianLayer } from "#demo/rootfs/debian.ts";
import type { TrivyEngine } from "#support/needs.ts";
import { image } from "#support/pipeline.ts";
import { type RealBench, testWithTrivy } from "../support/real_trivy.ts";

function alpine(version: string): Layer {
  const release = `ID=alpine\nVERSION_ID=${version}\n`;
  return { ...alpineLayer(), "etc/alpine-release": `${version}\n`, "etc/os-release": release };
}

const debian99: Layer = {
  ...debianLayer(),
  "etc/debian_version": "99.1\n",
  "etc/os-release": 'ID=debian\nVERSION_ID="99"\n',
};
const fedora: Layer = {
  "etc/fedora-release": "Fedora release 40 (Forty)\n",
  "etc/os-release": "ID=fedora\nVERSION_ID=40\n",
};

const IMAGES = {
  debian: ociImage({ layers: [debianLayer()] }),
  "debian-99": ociImage({ layers: [debian99] }),
  "alpine-3.10": ociImage({ layers: [alpine("3.10.1")] }),
  "alpine-3.99": ociImage({ layers: [alpine("3.99.1")] }),
  fedora: ociImage({ layers: [fedora] }),
  "no-system": ociImage({ layers: [{ "hello.txt": "Hello" }] }),
  empty: ociImage({ layers: [] }),
} as const satisfies Record<string, OciContent>;

async function findCaveats(name: string, hooks: ProcessorHooks, bench: RealBench): Promise<readonly Caveat[]> {
  bench.demo.registry.add(`t/${name}`, "1", IMAGES[name as keyof typeof IMAGES]);
  const target = image(`${bench.demo.registry.host}/t/${name}:1`, { minSeverity: "UNKNOWN" });
  const patch = await hooks.process({ target, data: {} }, bench.context.forTarget(target));
  assert.ok(patch !== undefined && "findings" in patch, name);
  return caveatsOf(patch);
}

/** A release before 0.45 takes one that it has never heard of for one past its end. */
const EXPECTED = (isOld: boolean): Readonly<Record<keyof typeof IMAGES, readonly string[]>> => ({
  debian: [],
  "debian-99": isOld ? ["OS_END_OF_LIFE", "OS_RELEASE_UNKNOWN"] : ["OS_RELEASE_UNKNOWN"],
  "alpine-3.10": ["OS_END_OF_LIFE", "OS_RELEASE_UNKNOWN"],
  "alpine-3.99": ["OS_RELEASE_UNKNOWN"],
  fedora: ["OS_RELEASE_UNKNOWN"],
  "no-system": ["OS_UNKNOWN"],
  empty: ["OS_UNKNOWN", "NO_PACKAGES"],
});

for (const engine of ["trivy", "trivy-0.44", "trivy-0.40"] satisfies TrivyEngine[]) {
  testWithTrivy(
    `an image that Trivy scans without knowing its system has caveats (${engine})`,
    async (bench) => {
      const hooks = await bench.open();
      const found: Record<string, readonly string[]> = {};
      for (const name of Object.keys(IMAGES)) {
        found[name] = (await findCaveats(name, hooks, bench)).map(({ code }) => code);
      }
      assert.deepEqual(found, EXPECTED(engine !== "trivy"));
    },
    engine,
  );
}

testWithTrivy("the system of an image does not matter where no vulnerabilities are looked for", async (bench) => {
  const hooks = await bench.open({ scanners: ["secret"] });
  assert.deepEqual(await findCaveats("no-system", hooks, bench), []);
});

test.run();
