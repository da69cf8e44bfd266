import type { ProcessorDefinition } from "../../../core/kit.ts";
import { defineProcessor } from "../../../core/mod.ts";
import { type DigestInput, type DigestOptions, digest } from "./mod.ts";

const definition = digest().definition as ProcessorDefinition<DigestOptions, DigestInput>;

/**
 * `digest` by its former name, which configs may still use: it works, and a warning says what to write instead.
 *
 * @deprecated Write {@linkcode digest}
 */
export const resolve = defineProcessor<DigestOptions, DigestInput>({ ...definition, formerName: "resolve" });
