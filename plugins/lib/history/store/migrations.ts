import { sql } from "kysely";
import type { HistoryDatabase } from "./schema.ts";

/** Rows without an id of their own are half as large: a run of 10,000 images adds that many entries. */
const WITHOUT_ROW_ID = sql`without rowid`;

/** Brings an empty or older database from the version before to the next, one step each. Never change one: add one. */
const MIGRATIONS: readonly ((db: HistoryDatabase) => Promise<void>)[] = [createTables];

/** The version that this release reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Runs the steps from a version up to the newest. */
export async function migrate(db: HistoryDatabase, from: number): Promise<void> {
  for (const step of MIGRATIONS.slice(from)) await step(db);
}

async function createTables(db: HistoryDatabase): Promise<void> {
  await createRuns(db);
  await createFindings(db);
  await createResults(db);
}

async function createRuns(db: HistoryDatabase): Promise<void> {
  await db.schema
    .createTable("run")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("uid", "text", (column) => column.notNull().unique())
    .addColumn("label", "text", (column) => column.notNull())
    .addColumn("started_at", "text", (column) => column.notNull())
    .addColumn("finished_at", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("pipeline")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull().unique())
    .execute();
  await db.schema
    .createTable("target")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("repository", "text", (column) => column.notNull())
    .addUniqueConstraint("target_name", ["name", "platform"])
    .execute();
}

async function createFindings(db: HistoryDatabase): Promise<void> {
  await db.schema
    .createTable("finding_set")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("critical", "integer", (column) => column.notNull())
    .addColumn("high", "integer", (column) => column.notNull())
    .addColumn("medium", "integer", (column) => column.notNull())
    .addColumn("low", "integer", (column) => column.notNull())
    .addColumn("unknown", "integer", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("finding")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("fingerprint", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("severity", "text", (column) => column.notNull())
    .addColumn("package", "text", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("purl", "text", (column) => column.notNull())
    .addColumn("path", "text", (column) => column.notNull())
    .addColumn("fixed", "text", (column) => column.notNull())
    .addColumn("data", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("finding_name").on("finding").column("name").execute();
  await db.schema.createIndex("finding_package").on("finding").column("package").execute();
  await db.schema
    .createTable("set_finding")
    .addColumn("set_id", "integer", (column) => column.notNull())
    .addColumn("finding_id", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("set_finding_key", ["set_id", "finding_id"])
    .modifyEnd(WITHOUT_ROW_ID)
    .execute();
  await db.schema.createIndex("set_finding_finding").on("set_finding").columns(["finding_id", "set_id"]).execute();
}

async function createResults(db: HistoryDatabase): Promise<void> {
  await db.schema
    .createTable("result")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("digest", "text", (column) => column.notNull())
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("min_severity", "text", (column) => column.notNull())
    .addColumn("scanners", "text", (column) => column.notNull())
    .addColumn("caveats", "text", (column) => column.notNull())
    .addColumn("database_at", "text", (column) => column.notNull())
    .addColumn("set_id", "integer", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("result_set").on("result").column("set_id").execute();
  await db.schema
    .createTable("entry")
    .addColumn("pipeline_id", "integer", (column) => column.notNull())
    .addColumn("target_id", "integer", (column) => column.notNull())
    .addColumn("run_id", "integer", (column) => column.notNull())
    .addColumn("result_id", "integer")
    .addColumn("failure", "text")
    .addPrimaryKeyConstraint("entry_key", ["pipeline_id", "target_id", "run_id"])
    .modifyEnd(WITHOUT_ROW_ID)
    .execute();
  await db.schema.createIndex("entry_run").on("entry").column("run_id").execute();
}
