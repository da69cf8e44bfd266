import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Lines } from "./lines.ts";

/** Above so many characters the data is packed. */
const MAX_PLAIN = 2_000_000;
/** Bytes of packed data in one element of the page: a multiple of 3, so that base64 of it has no end in between. */
const PIECE = 786_432;

/** The rows of the page's table: a JSON array with an element a line, packed where it is long. */
export async function* writeData(first: string, lines: Lines): AsyncGenerator<string> {
  if (lines.length <= MAX_PLAIN) {
    yield `<script type="application/json" class="data">[\n${first}`;
    yield* lines.take();
    yield `["end"]\n]</script>\n`;
    return;
  }
  for await (const piece of cutBytes(Readable.from(listPieces(first, lines)).pipe(createGzip({ level: 7 })))) {
    yield `<script type="application/octet-stream" class="data">${piece.toString("base64")}</script>\n`;
  }
}

async function* listPieces(first: string, lines: Lines): AsyncGenerator<string> {
  yield `[\n${first}`;
  yield* lines.take();
  yield `["end"]\n]`;
}

/** Cuts a stream into pieces of the same size; the last one is what is left. */
async function* cutBytes(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < PIECE) continue;
    let all = Buffer.concat(waiting);
    for (; all.length >= PIECE; all = all.subarray(PIECE)) yield all.subarray(0, PIECE);
    waiting = [all];
    length = all.length;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
