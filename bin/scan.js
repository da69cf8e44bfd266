#!/usr/bin/env node
// The command. Where the TypeScript sources are, in the repository, they run as they are and nothing has to be built; the
// package has what they compile to, and needs no loader for it.
import { existsSync } from "node:fs";
import { homedir } from "node:os";

try {
  process.cwd();
} catch {
  process.stderr.write(
    "scan: The current folder is gone, or may not be looked into\n  Change to another folder: cd ~\n",
  );
  process.exit(2);
}
try {
  homedir();
} catch {
  // Of a user whom the system does not know, as in many a container. Modules ask for it as they are loaded.
  process.env.HOME = "/";
}
const source = new URL("./scan.ts", import.meta.url);
const isRepository = existsSync(source);
if (isRepository) {
  const { isTsxCacheOurs } = await import("./tsx_cache.js");
  if (!isTsxCacheOurs()) process.env.TSX_DISABLE_CACHE = "1";
  (await import("tsx/esm/api")).register();
}
const { run } = await import(isRepository ? source.href : "../dist/bin/scan.js");
// Holds if this process should end before the command says how it went.
process.exitCode = 3;
const code = await run(process.argv.slice(2));
process.exitCode = code;
// A timer that a plugin has left behind may call process.exit().
process.on("exit", () => {
  process.exitCode = code;
});
