import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort } from "#plugins/processors/trivy/isolation/server/start_server.ts";
import { parseReport } from "#plugins/processors/trivy/report/parse_report.ts";
import type { TrivyReport } from "#plugins/processors/trivy/report/schema.ts";

const TOKEN = "a-token-for-tests";
const READY_MS = 60_000;

/** What a client and a server said to each other about one image. */
export interface Exchange {
  readonly request: Buffer;
  readonly answer: Buffer;
  /** The bodies of all that the client put into the server's cache. */
  readonly blobs: readonly Buffer[];
  readonly artifact: Buffer | undefined;
  /** What the client made of it. */
  readonly report: TrivyReport;
}

/** A real `trivy server` behind a proxy that listens. */
export interface TappedServer {
  readonly url: string;
  readonly token: string;
  readonly process: ChildProcess;
  /** Scans an image with a client. */
  scan(image: string, args?: readonly string[]): Promise<Exchange>;
  stop(): Promise<void>;
}

/** Starts a server with the databases of a cache folder; nothing of hullscan takes part. */
export async function startTappedServer(binary: string, cacheDir: string, port?: number): Promise<TappedServer> {
  const address = `127.0.0.1:${port ?? (await findFreePort())}`;
  const env = { ...process.env, TRIVY_TOKEN: TOKEN };
  const args = ["server", "--listen", address, "--skip-db-update", "--cache-dir", cacheDir];
  const server = spawn(binary, args, { env, stdio: "ignore" });
  const url = `http://${address}`;
  await waitForServer(`${url}/healthz`);
  const heard: { readonly path: string; readonly request: Buffer; readonly answer: Buffer }[] = [];
  const tap = createServer(async (incoming, response) => {
    const request = await buffer(incoming);
    const headers = { "content-type": "application/protobuf", "trivy-token": String(incoming.headers["trivy-token"]) };
    const passed = await fetch(`${url}${incoming.url}`, { method: incoming.method ?? "GET", headers, body: request });
    const answer = Buffer.from(await passed.arrayBuffer());
    heard.push({ path: incoming.url ?? "", request, answer });
    response.writeHead(passed.status, { "content-type": passed.headers.get("content-type") ?? "" }).end(answer);
  });
  tap.listen(0, "127.0.0.1");
  await once(tap, "listening");
  const tapUrl = `http://127.0.0.1:${(tap.address() as AddressInfo).port}`;

  async function scan(image: string, more: readonly string[] = []): Promise<Exchange> {
    heard.length = 0;
    const client = [
      "image",
      "--server",
      tapUrl,
      "--format",
      "json",
      "--quiet",
      "--image-src",
      "remote",
      ...more,
      image,
    ];
    const { stdout } = await promisify(execFile)(binary, client, { env, maxBuffer: 2 ** 28 });
    const last = heard.findLast(({ path }) => path.endsWith("/Scan"));
    if (last === undefined) throw new Error("no Scan was heard");
    const bodies = (name: string) => heard.filter(({ path }) => path.endsWith(name)).map(({ request }) => request);
    const [artifact] = bodies("/PutArtifact");
    return { ...last, blobs: bodies("/PutBlob"), artifact, report: parseReport(stdout) };
  }

  async function stop(): Promise<void> {
    tap.close();
    tap.closeAllConnections();
    if (server.exitCode === null && server.kill()) await once(server, "exit");
  }

  return { url, token: TOKEN, process: server, scan, stop };
}

async function waitForServer(url: string): Promise<void> {
  for (const end = Date.now() + READY_MS; Date.now() < end; await delay(50)) {
    const answers = await fetch(url).catch(() => undefined);
    if (answers?.ok) return;
  }
  throw new Error("Trivy's server did not answer");
}
