import { type DtrContents, NEVER_SCANNED, type ScanSpec, type SimulatedDtr, startDtr } from "./dtr/mod.ts";
import { sampleImages } from "./sample_images.ts";

/** A simulated DTR for the demo. */
export interface DemoDtr {
  readonly dtr: SimulatedDtr;
  /** The text of a namespaces file for it. */
  readonly namespaces: string;
  /** Stops it, and gives this process its own login back. */
  close(): Promise<void>;
}

/**
 * Starts a simulated DTR that holds the sample images in different states. As long as it runs, the login in this
 * process's environment is the demo's own: a real one has no business here.
 */
export async function startDemoDtr({ port }: { readonly port?: number } = {}): Promise<DemoDtr> {
  const dtr = await startDtr({ contents: toContents(), port });
  const before = { DTR_USER: process.env.DTR_USER, DTR_TOKEN: process.env.DTR_TOKEN };
  Object.assign(process.env, { DTR_USER: dtr.login.user, DTR_TOKEN: dtr.login.token });
  return {
    dtr,
    namespaces: "Namespaces:\n  - demo\n",
    async close() {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await dtr.close();
    },
  };
}

function toContents(): DtrContents {
  // In the images' order: never scanned, checked long ago, pending, up to date.
  const scans: readonly ScanSpec[] = [
    NEVER_SCANNED,
    { completedAt: "2024-01-02T03:04:05.678901234Z" },
    { status: 5 },
    { completedAt: new Date().toISOString() },
  ];
  const repositories = sampleImages().map(({ repository, tag, image }, index) => {
    const scan = scans[index] ?? {};
    return [repository.replace("demo/", ""), { tags: { [tag]: [{ digest: image.manifest.digest, scan }] } }] as const;
  });
  return { demo: Object.fromEntries(repositories) };
}
