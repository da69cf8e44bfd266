import { setTimeout as delay } from "node:timers/promises";

const ATTEMPTS = 20;
const PAUSE_MS = 2000;

/** Another demo on this machine has the ports, so that the images would have other names. */
class DemoElsewhere extends Error {}

/** Throws where a demo says so; {@linkcode whereDemoWas} then tries again. */
export function checkDemoPlace(stderr: string): void {
  if (stderr.includes("at another address of this machine")) throw new DemoElsewhere(stderr);
}

/** Runs what needs two demos with the same ports: other tests run demos meanwhile, each for some seconds. */
export async function whereDemoWas(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DemoElsewhere) || attempt === ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
}
