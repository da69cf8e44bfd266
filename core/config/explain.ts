import { toErrorText } from "../errors/mod.ts";

/** What went wrong when a module or a config was loaded, in one line. */
export function explain(cause: unknown): string {
  const text = toErrorText(cause);
  if (text.startsWith("Maximum call stack size exceeded")) return "it is nested too deeply";
  const lines = text.split("\n").map((line) => line.trim());
  // A compiler's line that says where; and of JSON, where cosmiconfig tells the file first, the one that says what.
  const telling = lines.find((line) => /:\d+:\d+: ERROR: | JSON at position \d+| is not valid JSON/.test(line));
  return telling ?? lines.find((line) => line !== "" && !/^JSON Error in .*:$/.test(line)) ?? "unknown error";
}
