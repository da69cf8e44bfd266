// Sets the processor up in a process of its own: node setup_process.ts FOLDER BINARY DB_REPOSITORY
import process from "node:process";
import { testContext } from "#core/testing/mod.ts";
import { trivy } from "#plugins/processors/trivy/mod.ts";
import { openPlugin } from "#support/open_plugin.ts";

const [cwd = "", binary = "", dbRepository = ""] = process.argv.slice(2);
const { ctx, close } = testContext({ cwd });
const hooks = await openPlugin(trivy({ binary, dbRepository }), ctx);
await hooks.dispose?.();
await close();
