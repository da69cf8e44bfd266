import { type Document, parseDocument } from "yaml";
import type { ConfigSource } from "./config_source.ts";

/** Parses the text of a config so that each part knows its range. JSON is YAML, too; what is wrong in it is in `errors`. */
export function parseSource({ text, format }: Pick<ConfigSource, "text" | "format">): Document.Parsed {
  return parseDocument(text, { prettyErrors: false, logLevel: "silent", uniqueKeys: format === "yaml" });
}
