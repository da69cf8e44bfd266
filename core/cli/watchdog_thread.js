// Watches the main thread from a thread of its own: a plugin that never returns to the event loop (an endless loop, a
// regular expression gone wild) keeps the process from hearing signals, and a main thread that stands still while the
// process ends keeps it from ending. Started by watchdog.ts; plain JavaScript, since a thread has no loader of ours.
import { write } from "node:fs";
import { workerData } from "node:worker_threads";

/** @type {{ shared: BigInt64Array, release: string, json: boolean, tickMs: number, ticks: number }} */
const { shared, release, json, tickMs, ticks } = workerData;
const [BEAT, DEADLINE] = [0, 1];

let last = -1n;
let silent = 0;
let isTold = false;

setInterval(() => {
  const deadline = Atomics.load(shared, DEADLINE);
  if (deadline > 0n && process.hrtime.bigint() > deadline) {
    endProcess();
    return;
  }
  const beat = Atomics.load(shared, BEAT);
  // Ticks, not time: a process that was suspended is not blocked.
  silent = beat === last ? silent + 1 : 0;
  last = beat;
  if (silent < ticks) isTold = false;
  if (silent < ticks || isTold) return;
  isTold = true;
  releaseSignals();
}, tickMs);

/** Has the main thread, in the midst of what it does, leave signals to the system, which ends the process at once. */
async function releaseSignals() {
  const { Session } = await import("node:inspector");
  const session = new Session();
  session.connectToMainThread();
  const timer = setTimeout(() => {
    session.disconnect();
    say("a plugin blocks the process with a call that cannot be interrupted: signals wait until it returns", {
      hint: `end it with: kill -9 ${process.pid}`,
    });
  }, tickMs * ticks);
  const urls = new Map();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.on("Debugger.paused", ({ params }) => {
    clearTimeout(timer);
    const places = params.callFrames.map(({ location: { scriptId, lineNumber } }) => [
      urls.get(scriptId),
      lineNumber + 1,
    ]);
    const place = places.find(([url]) => url?.startsWith("file:"));
    // The lines of TypeScript are those of what it is compiled to.
    const [url = "", line] = place ?? [];
    const where = place === undefined ? "" : ` in ${/\.[mc]?ts$/.test(url) ? url : `${url}:${line}`}`;
    session.post("Runtime.evaluate", { expression: `process.emit(${JSON.stringify(release)})` }, () => {
      session.post("Debugger.resume", () => session.disconnect());
      say(`a plugin blocks the process${where}: nothing else runs until it returns to the event loop`, {
        hint: "Ctrl-C now ends the process at once",
      });
    });
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}

function endProcess() {
  say("the process did not end in time: killing it", { hint: "" });
  // A stderr that nobody reads may hold the line back.
  setTimeout(() => process.kill(process.pid, "SIGKILL"), 200);
}

/**
 * Never waits for the main thread, nor for who reads stderr.
 *
 * @param {string} text
 * @param {{ hint: string }} details
 */
function say(text, { hint }) {
  const message = (hint === "" ? text : `${text} (${hint})`).replace(/[^\x20-\x7e]/g, "?");
  const record = { time: new Date().toISOString(), type: "log", level: "error", plugin: "scan", message };
  write(2, json ? `${JSON.stringify(record)}\n` : `scan: ${message}\n`, () => {});
}
