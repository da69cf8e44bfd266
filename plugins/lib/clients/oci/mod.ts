export { type BadReference, ociError } from "./errors.ts";
export { type CanonicalReference, formatReference, type RepositoryName, toCanonical } from "./format_reference.ts";
export { SERVER_WORDS_LENGTH, toPrintable } from "./printable.ts";
export { findReferenceMistake, type ParseReferenceOptions, parseReference, type Reference } from "./reference.ts";
