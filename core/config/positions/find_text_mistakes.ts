import { type Document, isAlias, visit, type YAMLError } from "yaml";
import type { FilePosition } from "../../errors/mod.ts";
import { WHOLE } from "../place.ts";
import type { ConfigSource } from "./config_source.ts";
import { describeRange, type TextMistake } from "./describe_range.ts";
import { findJsonMistake } from "./find_json_mistake.ts";
import { findRange } from "./find_range.ts";
import { findSecretRanges } from "./find_secrets.ts";
import { parseSource } from "./parse_source.ts";

/** A mistake in a text, placed by line and column. */
export interface PlacedMistake {
  readonly message: string;
  readonly position: FilePosition;
}

/**
 * Finds what is wrong in the text of a config that could not be read: in YAML, each key that is there twice and the first
 * other mistake, as more of them mostly follow from it.
 *
 * @param cycle Where the config contains itself, if it does
 */
export function findTextMistakes(source: ConfigSource, cycle: readonly string[] | undefined): readonly PlacedMistake[] {
  const document = parseSource(source);
  const hidden = findSecretRanges(document);
  const found = source.format === "json" ? [findJsonMistake(source.text)] : findYamlMistakes(document, cycle);
  return found.flatMap((mistake) =>
    mistake ? [{ message: mistake.message, position: describeRange(source, mistake.range, hidden) }] : [],
  );
}

function findYamlMistakes(document: Document.Parsed, cycle: readonly string[] | undefined): readonly TextMistake[] {
  const twice = document.errors.filter(({ code }) => code === "DUPLICATE_KEY");
  const [other] = document.errors.filter(({ code }) => code !== "DUPLICATE_KEY");
  const errors = [...twice, ...(other ? [other] : [])].sort((a, b) => a.pos[0] - b.pos[0]);
  const range = cycle && findRange(document, WHOLE, cycle);
  const round = range ? [{ message: `${cycle.join(".") || "it"} contains itself`, range }] : [];
  return [...errors.map(describe), ...findLooseAliases(document), ...round];
}

/** Aliases of anchors that are not there, or only later. */
function findLooseAliases(document: Document.Parsed): readonly TextMistake[] {
  const loose: TextMistake[] = [];
  visit(document, {
    Alias(_, alias) {
      if (!isAlias(alias) || alias.resolve(document) !== undefined || !alias.range) return;
      const message = `there is no anchor "&${alias.source}" before this alias`;
      loose.push({ message, range: [alias.range[0], alias.range[1]] });
    },
  });
  return loose;
}

function describe({ code, message, pos }: YAMLError): TextMistake {
  const range = [pos[0], pos[1]] as const;
  if (code === "DUPLICATE_KEY") return { message: "this key is there already: leave one out", range };
  if (code === "TAB_AS_INDENT") return { message: "YAML takes no tab as indentation: use spaces", range };
  return { message: message.replace(/[.:]\s*$/, ""), range };
}
