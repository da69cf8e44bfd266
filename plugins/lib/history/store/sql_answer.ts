/** What a query may cost. */
export interface SqlLimits {
  readonly rows: number;
  readonly seconds: number;
}

/** What a query answers. */
export interface SqlAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Whether there are more rows than the limit. */
  readonly isCut: boolean;
}
