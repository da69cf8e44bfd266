/**
 * The Standard Schema interface, version 1: what zod, valibot, arktype and others share.
 *
 * @see {@link https://standardschema.dev}
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Standard JSON Schema: there for schemas that can say what they accept, as those of zod from 4.2 can. */
    readonly jsonSchema?: JsonSchemaConverter | undefined;
  };
}

/** Says what a schema accepts, as JSON Schema. May throw where there is no such way to say it. */
export interface JsonSchemaConverter {
  readonly input: (options: { readonly target: "draft-07" }) => Readonly<Record<string, unknown>>;
}

/** What validation returns: the value, or the issues. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One mistake that a schema found. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
