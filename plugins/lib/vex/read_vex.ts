import { type AcceptRule, isRecord } from "../../../core/kit.ts";
import { compileStatements } from "./compile_statements.ts";
import { readCsaf } from "./csaf.ts";
import { isCyclonedx, readCyclonedx } from "./cyclonedx.ts";
import { readOpenvex } from "./openvex.ts";
import { VexMistake, type VexStatement } from "./statement.ts";

/**
 * Makes rules of a VEX document: OpenVEX, CycloneDX or CSAF.
 *
 * @param name What the document is called in reports
 * @throws {VexMistake} why it is none
 */
export function readVex(text: string, name: string): readonly AcceptRule[] {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new VexMistake("it is not JSON", { cause });
  }
  return compileStatements(readStatements(content), name);
}

function readStatements(content: unknown): readonly VexStatement[] {
  if (isCyclonedx(content)) return readCyclonedx(content);
  if (isRecord(content) && typeof content["@context"] === "string" && /openvex/i.test(content["@context"])) {
    return readOpenvex(content);
  }
  if (isRecord(content) && isRecord(content.document)) return readCsaf(content);
  throw new VexMistake("it is none of OpenVEX, CycloneDX and CSAF");
}
