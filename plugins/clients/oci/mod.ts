export { type BadReference, ociError } from "./errors.ts";
export { type CanonicalReference, formatReference, toCanonical } from "./format_reference.ts";
export { toPrintable } from "./printable.ts";
export { findReferenceMistake, type ParseReferenceOptions, parseReference, type Reference } from "./reference.ts";
