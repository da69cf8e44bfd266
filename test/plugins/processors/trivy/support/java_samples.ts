import { gzipSync, inflateSync } from "node:zlib";
import type { Advisory } from "#demo/advisories/mod.ts";
import { ociArtifact } from "#demo/oci_artifact.ts";
import type { OciContent } from "#demo/oci_content.ts";
import { type Layer, ociImage } from "#demo/oci_image.ts";
import { writeTar } from "#demo/tar.ts";

/** A Java database that knows one archive, `org.example:demo` 1.0, by its content; made by SQLite and packed by zlib. */
const JAVA_DB =
  "eNoLDvTJLElVSMsvyk0sUTBmYGJgZGRwUFBgYGBgB2I2BgQAsVmQ+IwMhAE7g14yIyuIxQTmszKMgkEFeEERyfiaAYhGwfAGwowsDMqi+UXpeqkVibkFOakpqbn5kPi/xwBEo2DYAQVGNk5hE2FeQz2Dz5ZOcTNL/rImyNvKT/Tl5J905Gp3VmIRFzj+3zAA0SgY7gUAi6gyJyjTI5UBvOBKXZyBcQLDbYZCIAMCIljYxHWlGcsz81JSK4BEZnJqcXxxRqJhfGYKjM/mHOTqGOKqEOrnGRjqquDp5+IaoYCuViE/DyamARLTzGBmF1eXZ2wUBxudWFSSmZaYXFIMUgvnsGAzGUUpyFi4gAaMBZTRUUgvyi8tALI0G42Y2MWlpRmbrEsSk3JSoa6AUsxQK0IcnXxc4S5EMghoa4iru2uQjkJZalFxJtC+ENeIEB0FkCcUnHz8nXSADkjOyCxLjS+pLEiFyuYAjckrhvGArarUzPQ8hezUSgVkszUVilLTUotS84B2InkDKKGZx8guLg8MHm2wm+FycAYTiruR9cIcrBAQ5OnrGBSp4O0aiQgNqIuQPQgS0YTk/xcMQDQKhjEQZzbhxFYFAACTnNNa";

/** A zip file that holds only a manifest: which library it is, the Java database alone tells. */
const EMPTY_JAR =
  "UEsDBBQAAAAAAAAAIQB631ogFgAAABYAAAAUAAAATUVUQS1JTkYvTUFOSUZFU1QuTUZNYW5pZmVzdC1WZXJzaW9uOiAxLjAKUEsBAhQDFAAAAAAAAAAhAHrfWiAWAAAAFgAAABQAAAAAAAAAAAAAAIABAAAAAE1FVEEtSU5GL01BTklGRVNULk1GUEsFBgAAAAABAAEAQgAAAEgAAAAAAA==";

/** A vulnerability of that library. */
export const JAVA_ADVISORY: Advisory = {
  id: "CVE-2099-0002",
  title: "demo: a title",
  description: "A description.",
  severity: "CRITICAL",
  affects: [{ source: "maven", package: "org.example:demo", fixed: "2.0" }],
};

const DAY_MS = 86_400_000;

/** A whole SQLite file. */
export function javaDbFile(): Buffer {
  return inflateSync(Buffer.from(JAVA_DB, "base64"));
}

/** A Java database as Trivy downloads it: for the repository `trivy-java-db`, tag `1`. */
export function javaDbArtifact(): OciContent {
  const now = Date.now();
  const metadata = {
    Version: 1,
    UpdatedAt: new Date(now).toISOString(),
    NextUpdate: new Date(now + 3 * DAY_MS).toISOString(),
    DownloadedAt: new Date(now).toISOString(),
  };
  const tar = writeTar([
    { path: "trivy-java.db", content: javaDbFile() },
    { path: "metadata.json", content: JSON.stringify(metadata) },
  ]);
  return ociArtifact({
    content: gzipSync(tar),
    title: "javadb.tar.gz",
    layerType: "application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip",
    configType: "application/vnd.aquasec.trivy.config.v1+json",
  });
}

/** A layer with one Java archive, for which Trivy wants its Java database. */
export function jarLayer(): Layer {
  return { "app/demo.jar": Buffer.from(EMPTY_JAR, "base64") };
}

/** An image with that layer alone. */
export function jarImage(): OciContent {
  return ociImage({ layers: [jarLayer()] });
}
