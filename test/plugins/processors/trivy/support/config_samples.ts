import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { ociArtifact } from "#demo/oci_artifact.ts";
import { jsonBlob, type OciContent, toDescriptor } from "#demo/oci_content.ts";
import { type Layer, ociImage, packLayer } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { leakedKeyLayer } from "#demo/rootfs/leaked_key.ts";
import { nodeAppLayer } from "#demo/rootfs/node_app.ts";
import { writeTar } from "#demo/tar.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const DOCKERFILE = "FROM debian:12\nUSER root\nADD . /app\n";
const DEPLOYMENT = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostNetwork: true
  containers: [{ name: web, image: nginx, securityContext: { privileged: true } }]
`;

/** Configuration files with something wrong in each of them. */
const FILES = { "srv/Dockerfile": DOCKERFILE, "srv/pod.yaml": DEPLOYMENT, "opt/old/Dockerfile": DOCKERFILE };

/** An image with vulnerabilities, a secret, misconfigurations and licences. */
export async function everythingImage(): Promise<OciContent> {
  return ociImage({ layers: [alpineLayer(), nodeAppLayer(), leakedKeyLayer(), packLayer(await packFiles(FILES))] });
}

/** An image whose only secret stands in its config, as one of its variables; its layer has none. */
export function configSecretImage(): OciContent {
  const { manifest, blobs } = ociImage({ layers: [{ "etc/empty": "" }] });
  const [config, ...layers] = blobs;
  if (config === undefined) throw new Error("an image without a config");
  const keyId = ["AK", "IA", "QYLP", "MN5H", "HHFP", "ZAM2"].join("");
  const content = { ...JSON.parse(config.bytes.toString()), config: { Env: [`AWS_ACCESS_KEY_ID=${keyId}`] } };
  const changed = jsonBlob(config.mediaType, content);
  const pointer = { ...JSON.parse(manifest.bytes.toString()), config: toDescriptor(changed) };
  return { manifest: jsonBlob(manifest.mediaType, pointer), blobs: [changed, ...layers] };
}

/** Packed by tar, so that folders have entries of their own, as in layers that builders make. */
export async function packFiles(files: Layer): Promise<Uint8Array> {
  let archive: Uint8Array = new Uint8Array();
  await inTempFolder(async (folder) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const roots = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? path))];
    const run = promisify(execFile);
    archive = (
      await run("tar", ["-c", "--mtime=@0", "--owner=0", "--group=0", "-C", folder, ...roots], {
        encoding: "buffer",
      })
    ).stdout;
  });
  return archive;
}

/** The id of the one check of {@linkcode checksBundle}. */
export const SAMPLE_CHECK = "SAMPLE001";

const CHECK = `# METADATA
# title: "A sample"
# custom:
#   id: ${SAMPLE_CHECK}
#   avd_id: AVD-SAMPLE-0001
#   severity: HIGH
#   input:
#     selector:
#     - type: dockerfile
package builtin.dockerfile.${SAMPLE_CHECK}

deny[message] {
	count(input.Stages) > 0
	message := "sample"
}
`;

/** Checks for misconfigurations as Trivy downloads them: one, which no Dockerfile passes. */
export function checksBundle(revision = "1"): OciContent {
  const tar = writeTar([
    { path: ".manifest", content: JSON.stringify({ revision, roots: ["policies"] }) },
    { path: "policies/sample.rego", content: CHECK },
  ]);
  return ociArtifact({
    content: gzipSync(tar),
    title: "bundle.tar.gz",
    layerType: "application/vnd.cncf.openpolicyagent.layer.v1.tar+gzip",
    configType: "application/vnd.cncf.openpolicyagent.config.v1+json",
  });
}
