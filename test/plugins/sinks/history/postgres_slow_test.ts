/** A history in PostgreSQL among servers that are down, go away, or do not let us in. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { promisify } from "node:util";
import { sql } from "kysely";
import { test } from "uvu";
import { PostgresAddress } from "#plugins/lib/history/place/mod.ts";
import { openHistory, readHistory } from "#plugins/lib/history/store/mod.ts";
import { connect } from "#plugins/lib/history/store/postgres/connect.ts";
import { testWith } from "#support/needs.ts";
import { type PostgresServer, sharedPostgres, startPostgres } from "#support/postgres_server.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { look, vulnerability } from "./support/look.ts";

const PASSWORD = "hunter2-and-more";
const images = { "app:1": [vulnerability("A")], "app:2": [] };

/** A run with a history at a URL: it is complete, and says why it is not remembered. */
async function lookWithout(url: string, because: RegExp): Promise<void> {
  await inTempFolder(async (folder) => {
    const { outcomes, logs } = await look(folder, { images, options: { url } });
    assert.equal(outcomes.length, 2);
    assert.match(logs, because);
    assert.match(logs, /this run is not remembered, and what is new is not known/);
    assert.ok(!logs.includes(PASSWORD), logs);
  });
}

async function withListener(onConnection: (socket: Socket) => void, work: (port: number) => Promise<void>) {
  const server = createServer(onConnection).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

test("where no server listens, a run is complete, with a warning", async () => {
  await lookWithout(
    `postgres://me:${PASSWORD}@127.0.0.1:1/db`,
    /Cannot reach the history "postgres:\/\/127.0.0.1:1\/db"/,
  );
});

test("a server that never answers is given up after its time", async () => {
  const sockets: Socket[] = [];
  await withListener(
    (socket) => sockets.push(socket),
    (port) => lookWithout(`postgres://127.0.0.1:${port}/db?connect_timeout=1`, /Cannot reach.*timeout/),
  );
  for (const socket of sockets) socket.destroy();
});

test("a server elsewhere that does not encrypt is not talked to", async () => {
  await withListener(
    (socket) => socket.on("error", () => undefined).once("data", () => socket.end("N")),
    (port) => lookWithout(`postgres://127.0.0.1:${port}/db?sslmode=require`, /the server does not encrypt/),
  );
});

testWith(
  test,
  ["postgresql"],
  "a server that goes away during a run costs what is remembered, and nothing else",
  async () => {
    const server = await startPostgres();
    const url = await server.makeDatabase();
    await inTempFolder(async (folder) => {
      await look(folder, { images, options: { url } });
      const many = Object.fromEntries(
        Array.from({ length: 400 }, (_, at) => [`app${at}:1`, [vulnerability(`CVE-${at}`)]]),
      );
      const onImage = (name: string) => (name === "app250:1" ? server.kill() : undefined);
      const { outcomes, logs } = await look(folder, { images: many, options: { url }, onImage });
      assert.equal(outcomes.length, 400);
      assert.match(logs, /Cannot reach the history.*this run is not remembered/);
    });
  },
);

testWith(test, ["postgresql"], "a server that stops answering is given up, and holds nobody at the end", async () => {
  const address = new PostgresAddress(await (await sharedPostgres()).makeDatabase());
  const { db, close } = await connect(address, { isWritten: true, seconds: 1 });
  const { rows } = await sql<{ readonly pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const pid = rows[0]?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  try {
    await assert.rejects(sql`select 1`.execute(db), { code: "HISTORY_UNREACHABLE" });
    await close();
  } finally {
    process.kill(pid, "SIGCONT");
  }
});

testWith(test, ["postgresql"], "who is not let in is told why, without the password", async () => {
  const server = await startPostgres();
  const url = new URL(await server.makeDatabase());
  await server.administer(url.href, `create role me login password '${PASSWORD}'`);
  await askForPasswords(server, url.href);
  url.username = "me";
  await withEnvironment({ PGPASSWORD: "" }, () => lookWithout(url.href, /the server asks for a password/));
  const wrong = new URL(url);
  wrong.password = `${PASSWORD}-wrong`;
  await lookWithout(wrong.href, /password authentication failed/);
  await withEnvironment({ PGPASSWORD: PASSWORD }, () => lookWithout(url.href, /is not open to you: permission denied/));
  await assert.rejects(
    withEnvironment({ PGPASSWORD: PASSWORD }, () => readHistory(new PostgresAddress(url.href), async () => undefined)),
    { code: "HISTORY_MISSING" },
  );
  await server.kill();
});

async function askForPasswords(server: PostgresServer, url: string): Promise<void> {
  const [{ hba_file: file } = {}] = await server.administer(url, "show hba_file");
  const rules = "host all me 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 trust";
  await server.administer(url, `copy (select unnest(array['${rules}'])) to '${file}'; select pg_reload_conf()`);
}

testWith(
  test,
  ["postgresql"],
  "a history of a newer hullscan is left alone, and the tables of others are, too",
  async () => {
    const server = await sharedPostgres();
    const url = await server.makeDatabase();
    await server.administer(url, "create table run (id text); create table version (number text)");
    await inTempFolder(async (folder) => {
      await look(folder, { images, options: { url } });
      assert.deepEqual(await server.administer(url, "select * from public.run"), []);
      await server.administer(url, "update hullscan.version set number = 99");
      await lookWithout(url, /was written by a newer hullscan \(its format is 99\)/);
      await server.administer(url, "update hullscan.version set number = 1");
      await assert.rejects(
        readHistory(new PostgresAddress(url), async () => undefined),
        { code: "HISTORY_OLDER" },
      );
    });
  },
);

testWith(test, ["postgresql"], "with the roles of the page one writes and one reads", async () => {
  const server = await startPostgres();
  const database = new URL(await server.makeDatabase());
  const [, block = ""] =
    /```sql\n(create role[^`]+)```/.exec(
      await readFile(new URL("../../../../docs/history.md", import.meta.url), "utf8"),
    ) ?? [];
  const [first = "", second = ""] = block.split("\\connect hullscan\n");
  assert.notEqual(second, "");
  for (const statement of first.split(";\n")) await server.administer(database.href, statement);
  database.pathname = "/hullscan";
  await server.administer(database.href, second);
  database.username = "hullscan_runner";
  await inTempFolder(async (folder) => {
    const { logs } = await look(folder, { images, options: { url: database.href } });
    assert.doesNotMatch(logs, /not remembered/);
  });
  database.username = "hullscan_reader";
  const reader = new PostgresAddress(database.href);
  await readHistory(reader, async (db) => {
    assert.equal((await db.selectFrom("entry").selectAll().execute()).length, 2);
    await assert.rejects(sql`delete from run`.execute(db), /read-only transaction/);
  });
  const { db, close } = await openHistory(reader, { isWritten: true });
  await assert.rejects(sql`delete from run`.execute(db), { code: "HISTORY_DENIED" });
  await close();
  await server.kill();
});

test("where the driver is missing, a run does not start, and says how to install it", async () => {
  const hook = `export async function resolve(name, context, next) {
    if (name === "pg") throw Object.assign(new Error("no pg"), { code: "ERR_MODULE_NOT_FOUND" });
    return next(name, context);
  }`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(toModule(hook))});`;
  const program = `
    import { look } from ${JSON.stringify(new URL("support/look.ts", import.meta.url).href)};
    const { error } = await look(".", { images: {}, options: { url: "postgres://db.example.com/x" }, fails: true });
    console.log(error.code, error.message, error.hint);`;
  const args = ["--import", "tsx", "--import", toModule(register), "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  assert.match(stdout, /^HISTORY_NO_DRIVER .*needs the package pg, which is not installed npm install pg$/m);
});

function toModule(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

test.run();
