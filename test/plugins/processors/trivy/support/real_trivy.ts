import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import type { Finding, Target } from "#core/model/mod.ts";
import type { ProcessorHooks } from "#core/plugin/mod.ts";
import { type TestContext, testContext } from "#core/testing/mod.ts";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { type TrivyInput, trivy } from "#plugins/processors/trivy/mod.ts";
import { type Engine, findEngine, type TrivyEngine, testWith } from "#support/needs.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** What a test with a real Trivy works with. */
export interface RealBench {
  readonly binary: string;
  readonly folder: string;
  readonly demo: DemoRegistry;
  readonly controller: AbortController;
  readonly context: TestContext;
  /** Sets the processor up on the demo's registry; it is disposed of after the test. */
  open(options?: TrivyInput): Promise<ProcessorHooks>;
  /** Sets the processor up in a process of its own. */
  openElsewhere(): ChildProcess;
}

/**
 * Registers a test with a real Trivy, a demo registry and a folder of its own; skipped where there is no real Trivy, or
 * none of the other engines that it needs.
 */
export function testWithTrivy(
  name: string,
  work: (bench: RealBench) => Promise<void>,
  engines: TrivyEngine | readonly [TrivyEngine, ...Engine[]] = "trivy",
): void {
  const [engine, ...others] = typeof engines === "string" ? [engines] : engines;
  testWith(test, [engine, ...others], name, () => withBench(findEngine(engine) ?? "", work));
}

async function withBench(binary: string, work: (bench: RealBench) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  const dbRepository = demo.dbRepository;
  await inTempFolder(async (folder) => {
    const controller = new AbortController();
    const context = testContext({ cwd: folder, signal: controller.signal });
    const opened: ProcessorHooks[] = [];
    try {
      await work({
        binary,
        folder,
        demo,
        controller,
        context,
        async open(options = {}) {
          const hooks = await openPlugin(trivy({ binary, dbRepository, ...options }), context.ctx);
          opened.push(hooks);
          return hooks;
        },
        openElsewhere() {
          const script = join(import.meta.dirname, "setup_process.ts");
          const args = ["--import", "tsx", script, folder, binary, dbRepository];
          return spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, TMPDIR: folder } });
        },
      });
    } finally {
      for (const hooks of opened) await hooks.dispose?.();
      await demo.close();
      await context.close();
    }
  });
}

/** Scans one image. */
export async function scanImage(
  image: string,
  bench: RealBench & { hooks: ProcessorHooks; level?: Target["minSeverity"] },
): Promise<readonly Finding[]> {
  const { level = "UNKNOWN", hooks, context } = bench;
  const target: Target = { id: image, kind: "image", image, minSeverity: level, origin: { from: "test" } };
  const patch = await hooks.process({ target, data: {} }, context.forTarget(target));
  assert.ok(patch !== undefined && "findings" in patch && patch.findings !== undefined);
  return patch.findings;
}

/** The exit code of a process. */
export async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, "exit");
  return code;
}
