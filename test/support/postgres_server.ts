/** A PostgreSQL of this test process: it starts when the first test needs it, and is gone when the process is. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import pg from "pg";
import { findEngine } from "./needs.ts";

/** A server. */
export interface PostgresServer {
  /** Makes an empty database. Returns its URL. */
  makeDatabase(): Promise<string>;
  /** Runs statements as the administrator of a database. */
  administer(url: string, statements: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Stops the server where it stands, as if its machine were gone. */
  kill(): Promise<void>;
}

/** It does not wait for the disk, and ends when nobody holds its standard input any more. */
const PROGRAM = `
  trap 'rm -rf "$2"' EXIT
  "$1/initdb" -D "$2/db" -U admin -A trust -N -E UTF8 --locale=C.UTF-8 >/dev/null || exit 1
  "$1/postgres" -D "$2/db" -p "$3" -h 127.0.0.1 -k "$2" -F -N 200 </dev/null &
  server=$!
  (cat >/dev/null; kill -QUIT "$server") <&3 &
  wait "$server"
`;

let shared: Promise<PostgresServer> | undefined;
let count = 0;

/** The server that the tests of this process share. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= startPostgres();
  return shared;
}

/** Starts a server of one's own. */
export async function startPostgres(): Promise<PostgresServer> {
  const initdb = findEngine("postgresql");
  assert.ok(initdb);
  const folder = await mkdtemp(join(tmpdir(), "hullscan-postgres-"));
  // The server refuses to be root.
  const owner = process.geteuid?.() === 0 ? findUser("postgres") : undefined;
  if (owner) await chown(folder, owner.uid, owner.gid);
  const port = await findPort();
  const child = spawn("/bin/sh", ["-c", PROGRAM, "sh", dirname(initdb), folder, String(port)], {
    ...owner,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, LC_ALL: "C" },
    detached: true,
  });
  const log = child.stderr as Readable & Partial<Socket>;
  await untilReady(log);
  child.unref();
  log.unref?.();
  (child.stdio[3] as Socket).unref();

  const urlOf = (name: string) => `postgres://admin@127.0.0.1:${port}/${name}`;
  const administer: PostgresServer["administer"] = async (url, statements) => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      return (await client.query(statements)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    administer,
    async makeDatabase() {
      count += 1;
      await administer(urlOf("postgres"), `create database history_${count}`);
      return urlOf(`history_${count}`);
    },
    async kill() {
      child.ref();
      const isGone = once(child, "exit");
      const [pid] = (await readFile(join(folder, "db/postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(pid), "SIGKILL");
      await isGone;
    },
  };
}

async function untilReady(log: Readable): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: log })) {
    lines.push(line);
    if (line.includes("ready to accept connections")) {
      log.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL does not start:\n${lines.join("\n")}`);
}

function findUser(name: string): { readonly uid: number; readonly gid: number } {
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, name], { encoding: "utf8" })));
  assert.ok(uid && gid);
  return { uid, gid };
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
