import { inspect } from "node:util";
import { defineErrors, isScanError, type ScanConfig, type ScanOptions } from "#core/mod.ts";
import { collector, runToEnd } from "#support/pipeline.ts";

/** Known to nobody but the plugin that has told of it. */
export const SECRET = "from-a-file";

/** Everything that a run lets out: events, what its sinks were handed, its error with all causes. */
export async function leave(config: ScanConfig, options: ScanOptions = {}): Promise<string> {
  const { sink, outcomes, summary } = collector();
  const { events, error } = await runToEnd({ ...config, sinks: [...(config.sinks ?? []), sink] }, options);
  const causes = isScanError(error) ? [error.hint, error.problems, error.cause] : [];
  return inspect([events, outcomes, summary(), error, String(error), causes], { depth: 20, maxStringLength: null });
}

/** An error that has the secret wherever an error has words. */
export function leak(): Error {
  const cause = new Error(`401 for ${SECRET}`, { cause: { header: `Bearer ${SECRET}`, list: [SECRET] } });
  return Object.assign(cause, { response: { body: SECRET } });
}

/** An error of a table that has the secret in its texts. */
export const leakyError = defineErrors({
  LEAKY: { message: () => `no login by ${SECRET}`, hint: () => `Change ${SECRET}` },
});
