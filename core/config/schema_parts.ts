import { z } from "zod";
import type { JsonSchema } from "../plugin/describe_options.ts";
import { describe } from "../services/values.ts";

/** What the JSON Schema says besides what zod finds out: descriptions, and what zod has no word for. */
export const jsonSchemas = z.registry<JsonSchema>();

/** The message for a value that is not as expected. */
export function expects(expected: string) {
  return { error: ({ input }: { readonly input?: unknown }) => `expected ${expected}, not ${describe(input)}` };
}
