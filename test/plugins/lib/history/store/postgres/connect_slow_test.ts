/** Connections to a real server that encrypts. */
import assert from "node:assert/strict";
import { chown, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { test } from "uvu";
import { PostgresAddress } from "#plugins/lib/history/place/mod.ts";
import { connect } from "#plugins/lib/history/store/postgres/connect.ts";
import { makeCertificate } from "#support/certificate.ts";
import { testWith } from "#support/needs.ts";
import { startPostgres } from "#support/postgres_server.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** Whether the connection that a URL makes is encrypted. */
async function isEncrypted(url: string): Promise<boolean> {
  const { db, close } = await connect(new PostgresAddress(url), { isWritten: false });
  try {
    const { rows } = await sql<{
      readonly ssl: boolean;
    }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db);
    return rows[0]?.ssl ?? false;
  } finally {
    await close();
  }
}

testWith(
  test,
  ["postgresql", "openssl"],
  "a connection is encrypted as the URL says, and the certificate checked",
  async () => {
    const server = await startPostgres();
    const url = await server.makeDatabase();
    const [{ data_directory: data } = {}] = await server.administer(url, "show data_directory");
    await inTempFolder(async (folder) => {
      const { key, cert, certFile } = makeCertificate(folder);
      const { uid, gid } = await stat(String(data));
      for (const [name, text] of Object.entries({ "server.key": key, "server.crt": cert })) {
        const file = join(String(data), name);
        await writeFile(file, text, { mode: 0o600 });
        await chown(file, uid, gid);
      }
      await server.administer(url, "alter system set ssl = on");
      await server.administer(url, "select pg_reload_conf()");
      await assert.rejects(
        isEncrypted(`${url}?sslmode=verify-full`),
        /Cannot reach the history .*: self-signed certificate/,
      );
      assert.equal(await isEncrypted(`${url}?sslmode=require&sslrootcert=${certFile}`), true);
      assert.equal(await isEncrypted(`${url}?sslrootcert=${certFile}`), true);
      assert.equal(await isEncrypted(`${url}?sslmode=no-verify`), true);
      assert.equal(await isEncrypted(url), false);
      await assert.rejects(isEncrypted(`${url}?sslrootcert=${folder}/none.pem`), { code: "HISTORY_ADDRESS" });
    });
    await server.kill();
  },
);

test.run();
