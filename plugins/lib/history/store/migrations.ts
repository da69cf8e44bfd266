import { sql } from "kysely";
import { dialectOf } from "./dialect/mod.ts";
import type { HistoryDatabase } from "./schema.ts";

/** Brings an empty or older database from the version before to the next, one step each. Never change one: add one. */
const MIGRATIONS: readonly ((db: HistoryDatabase) => Promise<void>)[] = [
  createTables,
  addQuestions,
  addTags,
  addLayers,
];

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
  const { countedUp, number, numbered, text } = dialectOf(db);
  await db.schema
    .createTable("run")
    .addColumn("id", number, countedUp)
    .addColumn("uid", text, (column) => column.notNull().unique())
    .addColumn("label", text, (column) => column.notNull())
    .addColumn("started_at", text, (column) => column.notNull())
    .addColumn("finished_at", text)
    .addColumn("state", text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("pipeline")
    .addColumn("id", number, numbered)
    .addColumn("name", text, (column) => column.notNull().unique())
    .execute();
  await db.schema
    .createTable("target")
    .addColumn("id", number, numbered)
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("platform", text, (column) => column.notNull())
    .addColumn("repository", text, (column) => column.notNull())
    .addUniqueConstraint("target_name", ["name", "platform"])
    .execute();
}

async function createFindings(db: HistoryDatabase): Promise<void> {
  const { foundByKey, number, numbered, text } = dialectOf(db);
  await db.schema
    .createTable("finding_set")
    .addColumn("id", number, numbered)
    .addColumn("hash", text, (column) => column.notNull().unique())
    .addColumn("critical", "integer", (column) => column.notNull())
    .addColumn("high", "integer", (column) => column.notNull())
    .addColumn("medium", "integer", (column) => column.notNull())
    .addColumn("low", "integer", (column) => column.notNull())
    .addColumn("unknown", "integer", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("finding")
    .addColumn("id", number, numbered)
    .addColumn("hash", text, (column) => column.notNull().unique())
    .addColumn("fingerprint", text, (column) => column.notNull())
    .addColumn("kind", text, (column) => column.notNull())
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("severity", text, (column) => column.notNull())
    .addColumn("package", text, (column) => column.notNull())
    .addColumn("version", text, (column) => column.notNull())
    .addColumn("purl", text, (column) => column.notNull())
    .addColumn("path", text, (column) => column.notNull())
    .addColumn("fixed", text, (column) => column.notNull())
    .addColumn("data", text, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("finding_name").on("finding").column("name").execute();
  await db.schema.createIndex("finding_package").on("finding").column("package").execute();
  await db.schema
    .createTable("set_finding")
    .addColumn("set_id", number, (column) => column.notNull())
    .addColumn("finding_id", number, (column) => column.notNull())
    .addPrimaryKeyConstraint("set_finding_key", ["set_id", "finding_id"])
    .modifyEnd(foundByKey)
    .execute();
  await db.schema.createIndex("set_finding_finding").on("set_finding").columns(["finding_id", "set_id"]).execute();
}

async function createResults(db: HistoryDatabase): Promise<void> {
  const { foundByKey, number, numbered, text } = dialectOf(db);
  await db.schema
    .createTable("result")
    .addColumn("id", number, numbered)
    .addColumn("hash", text, (column) => column.notNull().unique())
    .addColumn("digest", text, (column) => column.notNull())
    .addColumn("platform", text, (column) => column.notNull())
    .addColumn("min_severity", text, (column) => column.notNull())
    .addColumn("scanners", text, (column) => column.notNull())
    .addColumn("caveats", text, (column) => column.notNull())
    .addColumn("database_at", text, (column) => column.notNull())
    .addColumn("set_id", number, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("result_set").on("result").column("set_id").execute();
  await db.schema
    .createTable("entry")
    .addColumn("pipeline_id", number, (column) => column.notNull())
    .addColumn("target_id", number, (column) => column.notNull())
    .addColumn("run_id", number, (column) => column.notNull())
    .addColumn("result_id", number)
    .addColumn("failure", text)
    .addPrimaryKeyConstraint("entry_key", ["pipeline_id", "target_id", "run_id"])
    .modifyEnd(foundByKey)
    .execute();
  await db.schema.createIndex("entry_run").on("entry").column("run_id").execute();
}

/** What questions need to be answered at once: since when what is found where, by which names, and whose it is. */
async function addQuestions(db: HistoryDatabase): Promise<void> {
  const { foundByKey, number, text } = dialectOf(db);
  await db.schema
    .createTable("span")
    .addColumn("pipeline_id", number, (column) => column.notNull())
    .addColumn("target_id", number, (column) => column.notNull())
    .addColumn("first_run", number, (column) => column.notNull())
    .addColumn("next_run", number)
    .addColumn("set_id", number, (column) => column.notNull())
    .addColumn("first_at", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("span_key", ["pipeline_id", "target_id", "first_run"])
    .modifyEnd(foundByKey)
    .execute();
  await db.schema.createIndex("span_set").on("span").column("set_id").execute();
  await db.schema
    .createTable("alias")
    .addColumn("alias", text, (column) => column.notNull())
    .addColumn("name", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("alias_key", ["alias", "name"])
    .modifyEnd(foundByKey)
    .execute();
  await db.schema
    .alterTable("target")
    .addColumn("owner", text, (column) => column.notNull().defaultTo(""))
    .execute();
  // Nobody remembers how an id or a package is capitalised.
  for (const column of ["name", "package"] as const) {
    await db.schema.dropIndex(`finding_${column}`).execute();
    await db.schema
      .createIndex(`finding_lower_${column}`)
      .on("finding")
      .expression(sql`lower(${sql.ref(column)})`)
      .execute();
  }
  await fillQuestions(db);
}

/** Of what older runs have found. */
async function fillQuestions(db: HistoryDatabase): Promise<void> {
  if ((await db.selectFrom("run").select("id").limit(1).execute()).length === 0) return;
  await sql`
    insert into span (pipeline_id, target_id, first_run, next_run, set_id, first_at)
    select pipeline_id, target_id, run_id, lead(run_id) over one_target, set_id, started_at from (
      select entry.pipeline_id, entry.target_id, entry.run_id, result.set_id, run.started_at,
        lag(result.set_id) over (partition by entry.pipeline_id, entry.target_id order by entry.run_id) as set_before
      from entry join result on result.id = entry.result_id join run on run.id = entry.run_id
    )
    where set_before is null or set_before <> set_id
    window one_target as (partition by pipeline_id, target_id order by run_id)`.execute(db);
  await sql`
    insert or ignore into alias (alias, name)
    select distinct lower(other.value), finding.name from finding, json_each(finding.data, '$.aliases') as other`.execute(
    db,
  );
}

async function addTags(db: HistoryDatabase): Promise<void> {
  const { number, text } = dialectOf(db);
  await db.schema
    .createTable("tag")
    .addColumn("name", text, (column) => column.primaryKey())
    .addColumn("run_id", number, (column) => column.notNull())
    .execute();
}

/** Results of older releases have no layers: the next run that comes to one adds them. */
async function addLayers(db: HistoryDatabase): Promise<void> {
  const { foundByKey, number, numbered, text } = dialectOf(db);
  await db.schema
    .createTable("layer_list")
    .addColumn("id", number, numbered)
    .addColumn("hash", text, (column) => column.notNull().unique())
    .addColumn("layers", text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("placement")
    .addColumn("set_id", number, (column) => column.notNull())
    .addColumn("layer_list_id", number, (column) => column.notNull())
    .addColumn("places", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("placement_key", ["set_id", "layer_list_id"])
    .modifyEnd(foundByKey)
    .execute();
  await db.schema.alterTable("result").addColumn("layer_list_id", number).execute();
}
