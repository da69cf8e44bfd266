import type { ColumnBuilderCallback, ColumnDataType, Expression, RawBuilder } from "kysely";
import type { HistoryDatabase } from "../schema.ts";

/** What differs from one database system to the other. All else is written so that both take it. */
export interface SqlDialect {
  /** The type of a text; texts are compared byte by byte. */
  readonly text: ColumnDataType | Expression<unknown>;
  /** The type of the number of a row. */
  readonly number: ColumnDataType;
  /** Makes a column the one whose numbers the system sets. */
  readonly numbered: ColumnBuilderCallback;
  /** The same, where a number never comes back after its row was removed. */
  readonly countedUp: ColumnBuilderCallback;
  /** What ends a table whose key is most of it: rows without an id of their own are half as large. */
  readonly foundByKey: RawBuilder<unknown>;
  /** The query of a list of any length: one column, `value`. */
  listNumbers(values: readonly number[]): RawBuilder<unknown>;
  /** Starts a transaction that is the only one to write. */
  begin(connection: HistoryDatabase): Promise<void>;
  /** What the history takes, without room that is free for what comes; where it takes no more than `enough`, with that. */
  measureBytes(db: HistoryDatabase, enough?: number): Promise<number>;
  /** Makes room of what was removed. */
  vacuum(db: HistoryDatabase): Promise<void>;
}
