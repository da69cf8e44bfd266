import type { VulnerabilityFinding } from "../../../../core/kit.ts";
import type { Outcome } from "../../../../core/mod.ts";
import { buildImagePurls } from "../image_purl.ts";
import { plainLine } from "../plain_text.ts";

const MAX_TEXT = 1_000;
/** A package URL that may stand where an IRI has to. */
const SOUND_PURL = /^pkg:[^\s"<>\\^`{|}]+$/;

/**
 * An image as what a statement is about: its package URL for people, and that of its content for programs. Without a digest
 * it is a name that no program looks for: one without a version would mean each image that was ever called so.
 */
export function buildProduct(outcome: Outcome) {
  const purls = buildImagePurls(outcome);
  if (purls === undefined) return { "@id": `hullscan:${encode(outcome.target.id)}` };
  return { "@id": purls.named, identifiers: { purl: purls.content } };
}

/** The package URL of a vulnerable package. Where nobody knows it, one that stands for no other package. */
export function packagePurl({ package: { name, version, purl } }: VulnerabilityFinding): string {
  const known = plainLine(purl ?? "", 2 * MAX_TEXT);
  if (SOUND_PURL.test(known)) return known;
  return `pkg:generic/${encode(name) || "unknown"}${version === "" ? "" : `@${encode(version)}`}`;
}

function encode(text: string): string {
  return encodeURIComponent(plainLine(text, MAX_TEXT));
}
