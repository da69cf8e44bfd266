import type { Plugin } from "../../plugin/define.ts";

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const KEY = /^[a-zA-Z][\w-]*$/;

/** Checks what a plugin says about itself. */
export function checkDefinition({ name, needs = [], provides = [] }: Plugin["definition"]): readonly string[] {
  const lists = { needs, provides };
  const problems = NAME.test(name) ? [] : [`name: "${name}" is not in snake_case`];
  for (const [list, keys] of Object.entries(lists)) {
    const wrong = keys.filter((key) => typeof key !== "string" || !KEY.test(key));
    const repeated = keys.filter((key, index) => keys.indexOf(key) !== index);
    problems.push(...wrong.map((key) => `${list}: "${String(key)}" is not a key`));
    problems.push(...repeated.map((key) => `${list}: "${key}" is there twice`));
  }
  return problems;
}
