import { isNestedTooDeeply } from "../services/nesting.ts";

/** The config contains itself. */
export class CycleError extends SyntaxError {
  /** The keys that lead there. */
  readonly steps: readonly string[];

  constructor(steps: readonly string[]) {
    super(`${steps.join(".") || "it"} contains itself`);
    this.steps = steps;
  }
}

/** Parses JSON, also behind the mark of byte order that editors on Windows write. */
export function parseJson(_path: string, content: string): unknown {
  return JSON.parse(content.replace(/^\uFEFF/, ""));
}

/** Of an empty document cosmiconfig shall say that it is empty, not that there is none: undefined, not null. */
export async function parseYaml(_path: string, content: string): Promise<unknown> {
  if (isNestedTooDeeply(content)) throw new SyntaxError("it is nested too deeply");
  const { parse } = await import("yaml");
  const value: unknown = parse(content) ?? undefined;
  const cycle = findCycle(value, [], new Set());
  if (cycle !== undefined) throw new CycleError(cycle);
  return value;
}

/** Where an alias stands for something that it is a part of; undefined where there is none. */
function findCycle(value: unknown, at: readonly string[], around: Set<unknown>): readonly string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (around.has(value)) return at;
  around.add(value);
  for (const [key, item] of Object.entries(value)) {
    const found = findCycle(item, [...at, key], around);
    if (found !== undefined) return found;
  }
  around.delete(value);
  return undefined;
}
