import type { Finding } from "../../../core/mod.ts";

const MAX_LENGTH = 2000;

/** The addresses of what is written about a finding, the one to read first before the others. Only those of the web. */
export function listLinks({ primaryUrl, references = [] }: Finding): readonly string[] {
  const all = primaryUrl === undefined ? references : [primaryUrl, ...references];
  return [...new Set(all)].filter((link) => link.length <= MAX_LENGTH && /^https?:\/\/[^\s"<>]+$/i.test(link));
}
