import type { Target } from "#core/mod.ts";
import type { DtrContents } from "#demo/dtr/mod.ts";
import { type DtrNamespacesInput, dtrNamespaces } from "#plugins/sources/dtr_namespaces/mod.ts";
import type { DtrBench } from "#support/dtr_bench.ts";
import { openPlugin } from "#support/open_plugin.ts";

/** The digest of dev/api:1.0. */
export const DIGEST_A = `sha256:${"a".repeat(64)}`;

/** Two namespaces with a few tags. */
export const CONTENTS = {
  dev: {
    api: {
      tags: {
        "1.0": [{ digest: DIGEST_A, scan: { critical: 2, completedAt: "2024-01-02T03:04:05.123456789Z" } }],
        "2.0": [{ platform: "linux/amd64" }, { platform: "linux/arm64" }],
      },
    },
    empty: { tags: {} },
    web: { tags: { latest: [{}], "latest-rc1": [{}] } },
  },
  ops: { proxy: { tags: { v1: [{}] } } },
} satisfies DtrContents;

/** Takes all targets that the source finds in the DTR of a bench. */
export async function collect(bench: DtrBench, options: DtrNamespacesInput = {}): Promise<readonly Target[]> {
  const source = dtrNamespaces({ url: bench.dtr.url, ...options });
  const hooks = await openPlugin(source, bench.ctx);
  const targets: Target[] = [];
  try {
    for await (const target of hooks.targets(bench.ctx) as AsyncIterable<Target>) targets.push(target);
  } finally {
    await hooks.dispose?.();
  }
  return targets;
}

/** What targets are told apart by: their names without the host, and how they ended. */
export function toLines(targets: readonly Target[], { dtr }: DtrBench): readonly string[] {
  return targets.map(({ id, settled }) => {
    const name = id.replace(`dtr-tag:${dtr.host}/`, "");
    if (settled?.status === "failed") return `${name}: failed ${settled.error.code}`;
    return settled === undefined ? name : `${name}: skipped, ${settled.reason}`;
  });
}
