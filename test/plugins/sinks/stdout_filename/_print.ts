// Runs the sink in a process of its own: `node _print.ts PATH...`. With WAIT_FOR_STDIN it first waits until stdin
// ends. It says on stderr that it got through.
import { once } from "node:events";
import { stdoutFilename } from "#plugins/sinks/stdout_filename/mod.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { makeSummary } from "#support/outcomes.ts";
import { createSinkContext } from "#support/plugin_context.ts";

if (process.env.WAIT_FOR_STDIN) await once(process.stdin.resume(), "end");
const { ctx } = createSinkContext(process.cwd());
const hooks = await openPlugin(stdoutFilename(), ctx);
await hooks.end?.(makeSummary(process.argv.slice(2)), ctx);
process.stderr.write("through");
