import { gzipSync, inflateSync } from "node:zlib";
import { ociArtifact } from "../../../../../configs/demo/oci_artifact.ts";
import type { OciContent } from "../../../../../configs/demo/oci_content.ts";
import { ociImage } from "../../../../../configs/demo/oci_image.ts";
import { writeTar } from "../../../../../configs/demo/tar.ts";

/** A Java database with its tables and nothing in them, made by SQLite and packed by zlib. */
const EMPTY_JAVA_DB =
  "eNrtVk1PwkAQnYUCiYnnHjgwN2msJurRi6AbQkSUWhI4kVoW2IgF24pyxF/g//PPOIttKcbEqwl9Sdv52jdvd7JJ7zstGQoczfwnJ8QzyAFjcIEIAAV6irCB8rWUz+BvFODYZWohEcccGf4R9jezyZDNP8OOYS+b/87ffw10YB/wCc9kfKOnFfWjMnuV3lC80Uu6IhgEE+dkIIexX7y0eM3m2G03O12OzfYV7+HPWpx5cayqYsYkX9IPKmylr6kdP5Qjxw0DVZs42m/MW6WKNglUY4syJo792cucLGN1mivp5TJ7Pw+dh6mIVESffNTCrtVbPFGYIqKuNm9wy8SF8ANJ/Wzes01Um8B667ZukgB3IhdiEC7nIspOicYLYo/+qoQce/golpjmNtAXI+ELj3qmtkEJw2MlvULHc7jWnOQSI7elO702Fox3VvOmZvXxmvc3pxEpSm9QRYzs/u82vgBOBqvj";

/** A zip file that holds only a manifest. */
const EMPTY_JAR =
  "UEsDBBQAAAAAAAAAIQB631ogFgAAABYAAAAUAAAATUVUQS1JTkYvTUFOSUZFU1QuTUZNYW5pZmVzdC1WZXJzaW9uOiAxLjAKUEsBAhQDFAAAAAAAAAAhAHrfWiAWAAAAFgAAABQAAAAAAAAAAAAAAIABAAAAAE1FVEEtSU5GL01BTklGRVNULk1GUEsFBgAAAAABAAEAQgAAAEgAAAAAAA==";

const DAY_MS = 86_400_000;

/** A whole SQLite file. */
export function javaDbFile(): Buffer {
  return inflateSync(Buffer.from(EMPTY_JAVA_DB, "base64"));
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

/** An image with one Java archive, for which Trivy wants its Java database. */
export function jarImage(): OciContent {
  return ociImage({ layers: [{ "app/demo.jar": Buffer.from(EMPTY_JAR, "base64") }] });
}
