import { type Registry, startRegistry } from "./registry/mod.ts";
import { type SampleDbOptions, sampleDbArtifact, sampleVulnerabilityDb } from "./sample_db.ts";
import { sampleImages } from "./sample_images.ts";

/** A registry with the sample images and the sample DB. */
export interface DemoRegistry {
  readonly registry: Registry;
  /** The sample images: `127.0.0.1:PORT/demo/debian-app:1.0`. */
  readonly references: readonly string[];
  /** For Trivy's `--db-repository`: `127.0.0.1:PORT/trivy-db:2`. */
  readonly dbRepository: string;
  /** Stops the registry. */
  close(): Promise<void>;
}

/** Starts a loopback registry that serves all that a scan needs, so that it works offline. */
export async function startDemoRegistry({
  port,
  ...options
}: SampleDbOptions & { readonly port?: number } = {}): Promise<DemoRegistry> {
  const registry = await startRegistry({ port });
  const images = sampleImages();
  for (const { repository, tag, image } of images) registry.add(repository, tag, image);
  registry.add("trivy-db", "2", sampleDbArtifact(sampleVulnerabilityDb(options)));
  return {
    registry,
    references: images.map(({ repository, tag }) => `${registry.host}/${repository}:${tag}`),
    dbRepository: `${registry.host}/trivy-db:2`,
    close: () => registry.close(),
  };
}
