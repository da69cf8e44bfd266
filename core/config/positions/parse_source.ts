import { type Document, parseDocument } from "yaml";
import { isNestedTooDeeply } from "../../services/nesting.ts";
import type { ConfigSource } from "./config_source.ts";

/**
 * Parses the text of a config so that each part knows its range. JSON is YAML, too; what is wrong in it is in `errors`.
 *
 * @throws {RangeError} where it is nested too deeply
 */
export function parseSource({ text, format }: Pick<ConfigSource, "text" | "format">): Document.Parsed {
  if (isNestedTooDeeply(text)) throw new RangeError("it is nested too deeply");
  return parseDocument(text, { prettyErrors: false, logLevel: "silent", uniqueKeys: format === "yaml" });
}
