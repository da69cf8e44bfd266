import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Onlooker } from "./forward.ts";

/** What a client and Trivy's server said about one image: protobuf, as it was sent. */
export interface Recording {
  /** What was asked, as a `trivy.scanner.v1.ScanRequest`. */
  readonly request: Buffer;
  /** What was found, as a `trivy.scanner.v1.ScanResponse`. */
  readonly answer: Buffer;
  /** The layers that the client has analysed; those that the server knew are not among them. */
  readonly putBlobs: readonly Buffer[];
  /** What the client has found out of the image's config, unless the server knew. */
  readonly putArtifact?: Buffer;
}

/** How many bytes recordings may hold. */
export interface RecordingLimits {
  /** One scan. */
  readonly scanBytes: number;
  /** All scans that are at work. */
  readonly totalBytes: number;
}

/** The bytes that all recordings of a recorder hold. */
export interface Held {
  bytes: number;
}

const SCAN = "/twirp/trivy.scanner.v1.Scanner/Scan";
const PUT_BLOB = "/twirp/trivy.cache.v1.Cache/PutBlob";
const PUT_ARTIFACT = "/twirp/trivy.cache.v1.Cache/PutArtifact";
const KEPT: ReadonlySet<string> = new Set([SCAN, PUT_BLOB, PUT_ARTIFACT]);

const unpack = promisify(gunzip);

/** One request, and its answer. */
interface Call {
  readonly path: string;
  readonly sent: Buffer[];
  readonly answered: Buffer[];
}

/** Records one scan, whose client shows a token of its own. Where that cannot be done, it only records nothing. */
export class RecordingScan {
  readonly #secret = randomBytes(24).toString("hex");
  readonly #limits: RecordingLimits;
  readonly #held: Held;
  #bytes = 0;
  #isClosed = false;
  /** Why this scan cannot be recorded. */
  #trouble: string | undefined;
  #scans: { readonly sent: Buffer; readonly answered: Buffer; readonly isPacked: boolean }[] = [];
  #putBlobs: Buffer[] = [];
  #putArtifact: Buffer | undefined;

  constructor(limits: RecordingLimits, held: Held) {
    this.#limits = limits;
    this.#held = held;
  }

  get secret(): string {
    return this.#secret;
  }

  /** Why there is no recording, as far as that is known. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Whether a client is the one of this scan; takes as long whatever it says. */
  isSecret(claimed: string): boolean {
    const [own, other] = [this.#secret, claimed].map((text) => createHash("sha256").update(text).digest());
    return own !== undefined && other !== undefined && timingSafeEqual(own, other);
  }

  /** Looks on at a request of this scan; nothing where it need not be kept. */
  watch({ url = "", headers }: Pick<IncomingMessage, "url" | "headers">): Onlooker | undefined {
    if (!KEPT.has(url) || this.#isClosed || this.#trouble !== undefined) return undefined;
    if (headers["content-encoding"] !== undefined) this.#giveUp("the client packs what it sends");
    const call: Call = { path: url, sent: [], answered: [] };
    return {
      sent: (chunk) => this.#keep(call.sent, chunk),
      // What the server says to the others is nothing that is kept.
      answered: (chunk) => url === SCAN && this.#keep(call.answered, chunk),
      ended: (answer) => this.#end(call, answer),
    };
  }

  /** What was recorded; nothing where that is not the whole of one scan. Ends the recording. */
  async take(): Promise<Recording | undefined> {
    const [scan, ...more] = this.#scans;
    const [putBlobs, putArtifact] = [this.#putBlobs, this.#putArtifact];
    const isWhole = this.#trouble === undefined && scan !== undefined;
    if (more.length > 0) this.#giveUp("it was asked about more than once");
    this.close();
    if (!isWhole || more.length > 0) return undefined;
    try {
      const answer = scan.isPacked
        ? await unpack(scan.answered, { maxOutputLength: this.#limits.totalBytes })
        : scan.answered;
      return { request: scan.sent, answer, putBlobs, ...(putArtifact && { putArtifact }) };
    } catch {
      this.#trouble = "the answer cannot be unpacked";
      return undefined;
    }
  }

  /** Lets go of all that is held, and holds no more. */
  close(): void {
    this.#isClosed = true;
    this.#forget();
  }

  #forget(): void {
    this.#held.bytes -= this.#bytes;
    this.#bytes = 0;
    this.#scans = [];
    this.#putBlobs = [];
    this.#putArtifact = undefined;
  }

  #giveUp(trouble: string): void {
    this.#trouble ??= trouble;
    this.#forget();
  }

  #keep(chunks: Buffer[], chunk: Buffer): void {
    if (this.#isClosed || this.#trouble !== undefined) {
      chunks.length = 0;
      return;
    }
    this.#bytes += chunk.length;
    this.#held.bytes += chunk.length;
    chunks.push(chunk);
    const isTooMuch = this.#bytes > this.#limits.scanBytes || this.#held.bytes > this.#limits.totalBytes;
    if (isTooMuch) this.#giveUp("it is too large");
  }

  #end({ path, sent, answered }: Call, { statusCode, headers }: Pick<IncomingMessage, "statusCode" | "headers">): void {
    if (statusCode !== 200 || this.#isClosed || this.#trouble !== undefined) return;
    const body = Buffer.concat(sent);
    if (path === PUT_BLOB) this.#putBlobs.push(body);
    else if (path === PUT_ARTIFACT) this.#putArtifact = body;
    else this.#endScan({ sent: body, answered: Buffer.concat(answered) }, headers);
  }

  #endScan(scan: { readonly sent: Buffer; readonly answered: Buffer }, headers: IncomingMessage["headers"]): void {
    const { "content-type": type, "content-encoding": encoding = "identity" } = headers;
    // Without either, nobody can tell whether it is whole.
    const hasEnd = headers["content-length"] !== undefined || headers["transfer-encoding"] === "chunked";
    if (type !== "application/protobuf") this.#giveUp(`the answer is ${type ?? "of no type"}`);
    else if (!hasEnd) this.#giveUp("the answer has no length");
    else if (encoding !== "gzip" && encoding !== "identity") this.#giveUp(`the answer is packed by ${encoding}`);
    else this.#scans.push({ ...scan, isPacked: encoding === "gzip" });
  }
}
