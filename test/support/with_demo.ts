import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { inTempFolder } from "./temp_folder.ts";

/** Does something with the demo's registry, in a folder of its own. Both are gone afterwards. */
export async function withDemo(work: (demo: DemoRegistry, cwd: string) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  try {
    await inTempFolder((cwd) => work(demo, cwd));
  } finally {
    await demo.close();
  }
}
