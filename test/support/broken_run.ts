import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { defineProcessor, defineSink, type ScanConfig, type ScanOptions, skip } from "#core/mod.ts";
import { makePackage, makeVulnerability } from "./outcomes.ts";
import { collector, images, runToEnd } from "./pipeline.ts";

/** A processor that finds something, skips `old...`, fails on `bad...`, and notes what it is given. */
export function work() {
  const seen: string[] = [];
  const processor = defineProcessor({
    name: "work",
    setup: () => ({
      process({ target: { image: name = "" } }) {
        seen.push(name);
        if (name.startsWith("bad")) throw new Error("it is bad");
        return name.startsWith("old")
          ? skip("up to date")
          : { findings: [makeVulnerability({ package: makePackage({ name }) })] };
      },
    }),
  })();
  return { processor, seen };
}

/** A sink that breaks the run at the outcome of a target, after it has been kept. */
export function breakAt(name: string) {
  return defineSink({
    name: "fragile",
    setup: () => ({
      write({ target }) {
        if (target.image === name) throw new Error("broken");
      },
    }),
  })();
}

/** The names of the journals in a folder. */
export async function listJournals(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".journal"));
}

/** The images that runs are given here. */
export const NAMES = ["a", "old", "bad", "b", "c", "d"];

/** Runs until the outcome of `at` is kept, then breaks. Gives the path of the journal that is left. */
export async function breakOff(folder: string, at: string, names: readonly string[] = NAMES): Promise<string> {
  const config = { sources: [images(...names)], processors: [work().processor], sinks: [breakAt(at)] };
  const { error } = await runToEnd(config, { outputDir: folder, journal: true });
  assert.match(String(error), /broken/);
  const [name = "none", ...more] = await listJournals(folder);
  assert.deepEqual(more, []);
  return join(folder, name);
}

/** Resumes, and gives all that can be seen of it. */
export async function resume(folder: string, config: Partial<ScanConfig> = {}, options: ScanOptions = {}) {
  const { processor, seen } = work();
  const { sink, outcomes } = collector();
  const base = { sources: [images(...NAMES)], processors: [processor], sinks: [sink] };
  const ended = await runToEnd({ ...base, ...config }, { outputDir: folder, resume: true, ...options });
  const logs = ended.events.flatMap((event) => (event.type === "log" ? [`${event.level}: ${event.message}`] : []));
  return { ...ended, seen, outcomes, logs, journals: await listJournals(folder) };
}
