import assert from "node:assert/strict";
import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { SEVERITIES } from "#core/mod.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { debianLayer } from "#demo/rootfs/debian.ts";
import { leakedKeyLayer } from "#demo/rootfs/leaked_key.ts";
import { nodeAppLayer } from "#demo/rootfs/node_app.ts";
import { ServerCaller } from "#plugins/processors/trivy/replay/ask_server.ts";
import { computeCanary } from "#plugins/processors/trivy/replay/canary.ts";
import { type KeptBodies, replay } from "#plugins/processors/trivy/replay/replay.ts";
import { readPutArtifact, readPutBlob } from "#plugins/processors/trivy/replay/wire/cache_messages.ts";
import { readScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import { toFindings } from "#plugins/processors/trivy/report/to_findings.ts";
import { writeDb } from "../support/db_files.ts";
import { decode, encode } from "../support/proto_codec.ts";
import { type RealBench, testWithTrivy } from "../support/real_trivy.ts";
import { type Exchange, startTappedServer, type TappedServer } from "../support/tapped_server.ts";
import { SCAN_REQUEST } from "../support/trivy_messages.ts";

const IMAGES = {
  debian: ociImage({ layers: [debianLayer(), nodeAppLayer(), leakedKeyLayer()] }),
  alpine: ociImage({ layers: [alpineLayer(), leakedKeyLayer()] }),
};

/** What all scans of clients have put into a server. */
class Bodies implements KeptBodies {
  readonly #bodies = new Map<string, Buffer>();

  add({ blobs, artifact }: Exchange): void {
    for (const blob of blobs) this.#bodies.set(readPutBlob(blob).blobId, blob);
    if (artifact !== undefined) this.#bodies.set(readPutArtifact(artifact).artifactId, artifact);
  }

  loadBlob = async (id: string) => this.#bodies.get(id);
  loadArtifact = async (id: string) => this.#bodies.get(id);
}

interface Scene {
  readonly server: TappedServer;
  readonly cacheDir: string;
  readonly exchanges: readonly Exchange[];
  readonly bodies: Bodies;
  readonly caller: ServerCaller;
}

/** Scans the images with clients of a real server, and goes on with what was recorded. */
async function withRecorded(bench: RealBench, work: (scene: Scene) => Promise<void>): Promise<void> {
  const cacheDir = join(bench.folder, "cache");
  await writeDb(cacheDir);
  const server = await startTappedServer(bench.binary, cacheDir);
  const caller = new ServerCaller();
  try {
    const bodies = new Bodies();
    const exchanges: Exchange[] = [];
    for (const [name, content] of Object.entries(IMAGES)) {
      bench.demo.registry.add(`t/${name}`, "1", content);
      const exchange = await server.scan(`${bench.demo.registry.host}/t/${name}:1`);
      assert.ok(toFindings(exchange.report).length > 3);
      bodies.add(exchange);
      exchanges.push(exchange);
    }
    await work({ server, cacheDir, exchanges, bodies, caller });
  } finally {
    caller.close();
    await server.stop();
  }
}

function replayOn(server: Pick<TappedServer, "url" | "token">, exchange: Exchange, { caller, bodies }: Scene) {
  const { signal } = new AbortController();
  const canary = computeCanary(readScanAnswer(exchange.answer)) ?? "";
  const options = { caller, server, bodies, signal, severities: SEVERITIES, ignoreUnfixed: false };
  return replay({ request: exchange.request, canary }, options);
}

async function assertEqual(server: TappedServer, scene: Scene): Promise<void> {
  for (const exchange of scene.exchanges) {
    const found = await replayOn(server, exchange, scene);
    assert.ok("results" in found, JSON.stringify(found));
    assert.deepEqual(toFindings({ ...exchange.report, Results: found.results }), toFindings(exchange.report));
  }
}

testWithTrivy(
  "a real server finds again what its clients found; killed, it is missed, and its successor is found",
  (bench) =>
    withRecorded(bench, async (scene) => {
      const { server, cacheDir, exchanges } = scene;
      await assertEqual(server, scene);
      server.process.kill("SIGKILL");
      await once(server.process, "exit");
      const [first] = exchanges;
      assert.ok(first !== undefined);
      const refused = await replayOn(server, first, scene);
      assert.match("refused" in refused ? refused.refused : "", /broke off/);
      const next = await startTappedServer(bench.binary, cacheDir, Number(new URL(server.url).port));
      try {
        await assertEqual(next, scene);
        const other = await replayOn({ ...next, token: "another" }, first, scene);
        assert.match("refused" in other ? other.refused : "", /answers 401/);
      } finally {
        await next.stop();
      }
    }),
);

testWithTrivy("an empty server gets back what was kept, and finds it all without a registry", (bench) =>
  withRecorded(bench, async (scene) => {
    await scene.server.stop();
    const empty = join(bench.folder, "empty-cache");
    await cp(join(scene.cacheDir, "db"), join(empty, "db"), { recursive: true });
    await bench.demo.close();
    const server = await startTappedServer(bench.binary, empty);
    try {
      const none = { ...scene, bodies: new Bodies() };
      const [first] = scene.exchanges;
      assert.ok(first !== undefined);
      const refused = await replayOn(server, first, none);
      assert.match("refused" in refused ? refused.refused : "", /lacks .*, and it is not kept/);
      await assertEqual(server, scene);
      // All is there now.
      await assertEqual(server, { ...scene, bodies: none.bodies });
    } finally {
      await server.stop();
    }
    await rm(empty, { recursive: true });
  }),
);

testWithTrivy("what a real server answers with 200 and too little is no result", (bench) =>
  withRecorded(bench, async (scene) => {
    const [exchange] = scene.exchanges;
    assert.ok(exchange !== undefined);
    const asked = decode(SCAN_REQUEST, exchange.request) as { blob_ids: string[]; options: object };
    const wrong = {
      "one layer left out": { ...asked, blob_ids: asked.blob_ids.slice(1) },
      "another kind of packages only": { ...asked, options: { ...asked.options, pkg_types: ["library"] } },
      "misspelt kinds of packages": { ...asked, options: { ...asked.options, pkg_types: ["OS", "Library"] } },
      "misspelt scanners": { ...asked, options: { ...asked.options, scanners: ["vulnerabilities"] } },
      "an image's config that is not known": { ...asked, artifact_id: `sha256:${"0".repeat(64)}` },
    };
    for (const [name, values] of Object.entries(wrong)) {
      const request = encode(SCAN_REQUEST, values);
      const answered = await replayOn(scene.server, { ...exchange, request }, scene);
      assert.ok("refused" in answered, `${name}: ${JSON.stringify(answered)}`);
    }
    // The same message, written by another codec, is the same request.
    const again = { ...exchange, request: encode(SCAN_REQUEST, asked) };
    assert.ok("results" in (await replayOn(scene.server, again, scene)));
  }),
);

test.run();
