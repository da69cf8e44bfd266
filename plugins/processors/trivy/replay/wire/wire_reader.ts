import { isUtf8 } from "node:buffer";

/** Bytes that are not a whole message as Trivy writes it. The message says what is wrong, and where. */
export class WireError extends Error {}

/** How a field is written: the low three bits of its tag. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const MAX_FIELD = 2 ** 29 - 1;
const MAX_VARINT_BYTES = 10;
/** As many as a number of ours holds exactly, in groups of seven bits. */
const EXACT_VARINT_BYTES = 7;
const BROKEN_TEXT = "\ufffd";

/**
 * Reads the fields of one protobuf message, strictly: a body that is cut, a length that does not fit, a number in more
 * bytes than it needs, text that is not UTF-8 or a field of another kind than is asked for throws.
 *
 * @see {@link https://protobuf.dev/programming-guides/encoding/}
 */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;
  #end: number;
  #field = 0;
  #wire = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  /** The number of the next field of this message; 0 at its end. Read or skip it before you ask for the next one. */
  next(): number {
    if (this.#at === this.#end) return 0;
    const tag = this.#readVarint();
    this.#wire = tag % 8;
    this.#field = (tag - this.#wire) / 8;
    if (tag < 8 || this.#field > MAX_FIELD) throw this.#toError("it has no number that a field can have");
    return this.#field;
  }

  readString(): string {
    const from = this.#open();
    const text = this.#bytes.toString("utf8", from, this.#at);
    // What is no text becomes this character; where it was there before, it is text.
    if (text.includes(BROKEN_TEXT) && !isUtf8(this.#bytes.subarray(from, this.#at))) {
      throw this.#toError("it is not text");
    }
    return text;
  }

  readBool(): boolean {
    const value = this.#readNumber();
    if (value !== 0 && value !== 1) throw this.#toError(`it is ${value}, and neither true nor false`);
    return value === 1;
  }

  /** A whole number, also a negative one. */
  readInteger(): number {
    return this.#readNumber();
  }

  readDouble(): number {
    this.#expect(WIRE.fixed64);
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  /** Reads a message in this one. */
  readMessage<T>(read: (reader: WireReader) => T): T {
    const from = this.#open();
    const [outerEnd, end] = [this.#end, this.#at];
    this.#at = from;
    this.#end = end;
    const message = read(this);
    if (this.#at !== end) throw this.#toError("a message in it was not read to its end");
    this.#end = outerEnd;
    return message;
  }

  /** Passes over a field that nobody needs. */
  skip(): void {
    switch (this.#wire) {
      case WIRE.varint:
        this.#readVarint();
        return;
      case WIRE.fixed64:
        this.#take(8);
        return;
      case WIRE.bytes:
        this.#open();
        return;
      case WIRE.fixed32:
        this.#take(4);
        return;
      default:
        throw this.#toError(`it is of kind ${this.#wire}, which is none`);
    }
  }

  /** Throws for a field that must not be passed over. */
  refuse(message: string): never {
    throw this.#toError(`no such field is known in ${message}`);
  }

  /** Stands behind the bytes of this field. @returns Where they begin */
  #open(): number {
    this.#expect(WIRE.bytes);
    return this.#take(this.#readVarint());
  }

  #readNumber(): number {
    this.#expect(WIRE.varint);
    return this.#readVarint();
  }

  #expect(wire: number): void {
    if (this.#wire !== wire) throw this.#toError(`it is of kind ${this.#wire}, and not ${wire}`);
  }

  #take(count: number): number {
    const from = this.#at;
    if (count < 0 || count > this.#end - from) throw this.#toError(`it is cut: ${count} bytes do not fit`);
    this.#at = from + count;
    return from;
  }

  #readVarint(): number {
    const first = this.#at < this.#end ? (this.#bytes[this.#at] ?? 0) : 128;
    // Most are that short: an answer has tens of thousands.
    if (first >= 128) return this.#readLongVarint();
    this.#at += 1;
    return first;
  }

  #readLongVarint(): number {
    const from = this.#at;
    let value = 0;
    for (let scale = 1, count = 1; count <= MAX_VARINT_BYTES; count += 1, scale *= 128) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      value += (byte & 127) * scale;
      if (byte >= 128) continue;
      if (byte === 0 && count > 1) throw this.#toError("a number is written in more bytes than it needs");
      return count <= EXACT_VARINT_BYTES ? value : this.#toSigned(from);
    }
    throw this.#toError(`a number has more than ${MAX_VARINT_BYTES} bytes`);
  }

  /** The number of 64 bits that was just read; negative ones are written as large ones. */
  #toSigned(from: number): number {
    const groups = this.#bytes.subarray(from, this.#at);
    const value = groups.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 127), 0n);
    const signed = Number(BigInt.asIntN(64, value));
    if (value >= 2n ** 64n || !Number.isSafeInteger(signed)) throw this.#toError(`${value} is too large a number`);
    return signed;
  }

  #toError(what: string): WireError {
    return new WireError(`Field ${this.#field}, before byte ${this.#at}: ${what}`);
  }
}
