import { testContext } from "#core/testing/mod.ts";
import { ociImage } from "#demo/oci_image.ts";
import { type Registry as FakeRegistry, type Intercept, startRegistry } from "#demo/registry/mod.ts";
import { type CanonicalReference, parseReference, toCanonical } from "#plugins/lib/clients/oci/mod.ts";
import { type CreateRegistryOptions, createRegistry, type Registry } from "#plugins/lib/clients/registry/mod.ts";

/** The image that the fake registry holds as `team/app:1`. */
export const image = ociImage({ layers: [{ "etc/a": "a" }] });

/** What a test with a fake registry works with. */
export interface RegistryBench {
  readonly fake: FakeRegistry;
  readonly client: Registry;
  /** Makes a reference of a name in the fake registry: `team/app:1`. */
  name(text: string): CanonicalReference;
}

/** Runs a test with a client, which knows no login but those it is given. */
export async function withClient(
  options: Partial<CreateRegistryOptions>,
  work: (client: Registry) => Promise<void>,
): Promise<void> {
  const context = testContext();
  try {
    await work(createRegistry({ ...context.ctx, env: { HOME: "/nonexistent" }, ...options }));
  } finally {
    await context.close();
  }
}

/** Runs a test with a client and a fake registry. */
export async function withRegistry(
  work: (bench: RegistryBench) => Promise<void>,
  { intercept, ...options }: Partial<CreateRegistryOptions> & { intercept?: Intercept } = {},
): Promise<void> {
  const fake = await startRegistry();
  fake.add("team/app", "1", image);
  fake.setIntercept(intercept);
  try {
    await withClient(options, (client) => work({ fake, client, name: (text) => refer(`${fake.host}/${text}`) }));
  } finally {
    await fake.close();
  }
}

/** Makes a reference of any name. */
export function refer(text: string): CanonicalReference {
  return toCanonical(parseReference(text));
}
