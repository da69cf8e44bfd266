import { once } from "node:events";
import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStderr, writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { coreError } from "../../../core/kit.ts";
import { listRuns, readHistory } from "../../../plugins/lib/history/questions/mod.ts";
import { findHistory } from "../lib/find_history.ts";
import { loadRules } from "../lib/load_rules.ts";
import { showPlace } from "../lib/show.ts";
import { createAnswer } from "./api/answer.ts";
import { openBrowser } from "./open_browser.ts";
import { serveUi } from "./server/serve_ui.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** `scan ui`: serves a page over the history until it is interrupted, which is how it ends. Returns the exit code. */
export async function uiCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { flags } = call;
  const port = typeof flags.port === "number" ? flags.port : 0;
  if (port > 65_535) throw coreError("USAGE", { reason: `--port ${port}: a port is at most 65535` });
  const place = await findHistory(call, context);
  // What cannot be read now is said here, and not in a browser.
  await readHistory(place, (db) => listRuns(db, { limit: 1, isFinished: false }));
  const answer = createAnswer(place, () => loadRules(call, context));
  const history = showPlace(place);
  const served = await serveUi(answer, { port, history, mask: (text) => context.redactor.mask(text) });
  let browser: Awaited<ReturnType<typeof openBrowser>> | undefined;
  try {
    const interrupted = Promise.race(SIGNALS.map((signal) => once(process, signal)));
    writeStdout(`${served.address}\n`);
    writeStderr("It is for you alone, and only reads. Press Ctrl-C to end it.\n");
    if (process.stdout.isTTY && flags.open !== false) browser = await openBrowser(served.address);
    await interrupted;
  } finally {
    await browser?.close();
    await served.close();
  }
  return EXIT.ok;
}
