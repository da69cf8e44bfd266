import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { forward, TOKEN_HEADER } from "./forward.ts";
import { type Held, type Recording, type RecordingLimits, RecordingScan } from "./recording_scan.ts";

/** What is recorded. */
export interface RecorderOptions {
  /** The token that the server demands. Clients never see it. */
  readonly token: string;
  readonly limits?: RecordingLimits;
}

/** A scan that is recorded. */
export interface OpenRecording {
  /** The token that the client of this scan shows; rejected once it is closed. */
  readonly token: string;
  /** Why there is no recording, as far as that is known. */
  readonly trouble: string | undefined;
  /** What was recorded; nothing where that is not the whole of one scan. Call it when the client has succeeded. */
  take(): Promise<Recording | undefined>;
  /** Forgets what was not taken, and rejects the token from now on. */
  close(): void;
}

/** Stands between clients and Trivy's server on loopback. */
export interface Recorder {
  /** Where clients find it. */
  readonly url: string;
  /** Opens a scan; its client is handed on to the server at a port of this machine. */
  open(port: number): OpenRecording;
  stop(): Promise<void>;
}

const MEBIBYTE = 1_048_576;
/** A Debian image with a thousand findings takes 0.3 MB, packed, as it is sent. */
const LIMITS: RecordingLimits = { scanBytes: 24 * MEBIBYTE, totalBytes: 64 * MEBIBYTE };
/** The requests of Trivy's protocol. */
const CALL = /^\/twirp\/[A-Za-z]\w*(?:\.\w+)*\/[A-Za-z]\w*$/;
/** What everybody may ask, as they may of the server itself. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/healthz", "/version"]);

/** A scan that is at work, and where its server is. */
interface Work {
  readonly scan: RecordingScan;
  readonly port: number;
}

/**
 * Starts what records scans: a server on loopback that hands requests of Trivy's clients on to Trivy's server. A client
 * shows the token of its scan, so that it is known which image it is about; it is replaced by the server's own. What
 * cannot be recorded is handed on nevertheless. All is held in memory until it is taken.
 */
export async function startRecorder({ token, limits = LIMITS }: RecorderOptions): Promise<Recorder> {
  const works = new Map<string, Work>();
  const held: Held = { bytes: 0 };
  let opened = 0;
  let lastPort: number | undefined;

  function findWork(claimed: unknown): Work | undefined {
    if (typeof claimed !== "string") return undefined;
    const [number = "", secret = ""] = claimed.split(".", 2);
    const work = works.get(number);
    return work?.scan.isSecret(secret) ? work : undefined;
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const { method = "", url = "" } = request;
    if (OPEN_PATHS.has(url) && (method === "GET" || method === "HEAD")) {
      if (lastPort === undefined) refuse(response, 503, "unavailable");
      else forward({ request, response }, { port: lastPort });
      return;
    }
    const work = findWork(request.headers[TOKEN_HEADER]);
    if (work === undefined) refuse(response, 401, "unauthenticated");
    else if (method !== "POST" || !CALL.test(url)) refuse(response, 404, "bad_route");
    else forward({ request, response }, { port: work.port, token, onlooker: work.scan.watch(request) });
  }

  const server = createServer(handle);
  // An image may take minutes to be analysed, and a client that finds its connection closed gives up.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // The process may end without it.
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("A listening socket has no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    open(port) {
      const scan = new RecordingScan(limits, held);
      opened += 1;
      const number = String(opened);
      works.set(number, { scan, port });
      lastPort = port;
      return {
        token: `${number}.${scan.secret}`,
        get trouble() {
          return scan.trouble;
        },
        take: () => scan.take(),
        close() {
          works.delete(number);
          scan.close();
        },
      };
    },
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Says no as Trivy's server does, and reads no more of what is sent. */
function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ code, msg: "not a request of a scan that is at work" }));
}
