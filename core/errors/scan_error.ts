const BRAND = Symbol.for("hullscan.error");

/** Where in a file a mistake is. */
export interface FilePosition {
  /** As messages name it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** The line in three pieces, to be shown with a mark under the second. Values of keys that are secrets are not in it. */
  readonly excerpt?: { readonly before: string; readonly marked: string; readonly after: string } | undefined;
}

/** What a {@linkcode ScanError} carries besides its message and cause. */
export interface ScanErrorFields {
  /** Which row of an error table this is: `CONFIG_INVALID`, `IMAGE_NOT_FOUND`. */
  readonly code: string;
  /** What the user can do about it, one sentence. */
  readonly hint?: string | undefined;
  /** The plugin that failed. */
  readonly plugin?: string | undefined;
  /** The target (image reference, Dockerfile) that it happened to. */
  readonly target?: string | undefined;
  /** Whether trying the same thing again may help. */
  readonly retryable: boolean;
  /** Whether the user's call, config or machine set-up is wrong (exit code 2) and not the run (exit code 3). */
  readonly usage: boolean;
  /** Whether the run ends with it, also where it happens to a single target. */
  readonly fatal?: boolean | undefined;
  /** Where the mistake is, where it is one in a file. */
  readonly position?: FilePosition | undefined;
  /** The single problems, where this error stands for several. */
  readonly problems?: readonly ScanError[] | undefined;
}

/**
 * An operational error: something that can happen in a correct program. Made only from a table, see
 * {@linkcode defineErrors}; told apart by `code`, never by its text.
 */
export class ScanError extends Error implements ScanErrorFields {
  override readonly name = "ScanError";
  readonly [BRAND] = true;
  readonly code: string;
  readonly hint?: string | undefined;
  readonly plugin?: string | undefined;
  readonly target?: string | undefined;
  readonly retryable: boolean;
  readonly usage: boolean;
  readonly fatal?: boolean | undefined;
  readonly position?: FilePosition | undefined;
  readonly problems?: readonly ScanError[] | undefined;

  constructor(message: string, fields: ScanErrorFields, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = fields.code;
    this.hint = fields.hint;
    this.plugin = fields.plugin;
    this.target = fields.target;
    this.retryable = fields.retryable;
    this.usage = fields.usage;
    this.fatal = fields.fatal;
    this.position = fields.position;
    this.problems = fields.problems;
  }

  /** Where the code is explained: an anchor in the project's documentation. */
  get docs(): string {
    return `docs/errors.md#${this.code.toLowerCase()}`;
  }
}

/** Whether a value is a ScanError, also one made by another copy of this package: by its mark, and what is relied on. */
export function isScanError(value: unknown): value is ScanError {
  try {
    if (typeof value !== "object" || value === null || !(BRAND in value)) return false;
    const { code, message, hint, problems = [] } = value as Partial<Record<keyof ScanError, unknown>>;
    const isText = [code, message, hint ?? ""].every((text) => typeof text === "string");
    return isText && Array.isArray(problems) && problems.every(isScanError);
  } catch {
    // A proxy may throw at every question.
    return false;
  }
}

/** What lies under an error: the last of its causes, as the reason of a `TypeError: fetch failed`. */
export function findRoot(error: unknown): unknown {
  let root = error;
  // A cause may be one of its own causes.
  const seen = new Set<unknown>();
  try {
    while (root instanceof Error && root.cause instanceof Error && !seen.has(root)) {
      seen.add(root);
      root = root.cause;
    }
  } catch {
    // What throws when it is looked at is as far as one can see.
  }
  return root;
}
