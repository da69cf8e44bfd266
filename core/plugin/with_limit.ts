import { coreError } from "../errors/mod.ts";
import { startTimer } from "../services/start_timer.ts";

/** Which hook is limited, and to what. */
export interface Limit {
  readonly plugin: string;
  readonly hook: string;
  readonly limitMs: number;
}

/**
 * Waits for work, but not longer than the limit; the work itself goes on.
 *
 * @throws {ScanError} HOOK_TIMEOUT
 */
export async function withLimit<T>(work: Promise<T>, { plugin, hook, limitMs }: Limit): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const seconds = limitMs / 1000;
    timer = startTimer(() => reject(coreError("HOOK_TIMEOUT", { plugin, hook, seconds }, { plugin })), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
