/** What a field holds; a list of fields is a message. */
export type Kind = "string" | "bool" | "integer" | "double" | "float" | Message;
/** The fields of a message by name: their number and what they hold, one or many. */
export type Message = { readonly [name: string]: readonly [number: number, kind: Kind, many?: "many"] };
type Value = string | boolean | number | { readonly [name: string]: unknown };

/**
 * Writes any protobuf message, after its description. It is made in another way than the reader and the writer of the
 * plugin, to test them. What is empty is left out, as proto3 does.
 */
export function encode(message: Message, values: object): Buffer {
  const parts = Object.entries(values).flatMap(([name, value]: [string, unknown]) => {
    const field = message[name];
    if (field === undefined) throw new Error(`no field "${name}"`);
    const [number, kind, many] = field;
    const all = many === undefined ? [value].filter((one) => one !== undefined && !isEmpty(one)) : (value as unknown[]);
    return all.map((one) => encodeField(number, kind, one as Value));
  });
  return Buffer.concat(parts);
}

function isEmpty(value: unknown): boolean {
  return value === "" || value === false || Object.is(value, 0);
}

/** Writes one field of a message. */
export function encodeField(number: number, kind: Kind, value: Value): Buffer {
  const head = (wire: number) => encodeVarint((BigInt(number) << 3n) | BigInt(wire));
  switch (kind) {
    case "string":
      return withLength(head(2), Buffer.from(String(value)));
    case "bool":
      return Buffer.concat([head(0), encodeVarint(value === true ? 1n : 0n)]);
    case "integer":
      return Buffer.concat([head(0), encodeVarint(BigInt.asUintN(64, BigInt(Number(value))))]);
    case "double":
      return Buffer.concat([head(1), Buffer.from(new Float64Array([Number(value)]).buffer)]);
    case "float":
      return Buffer.concat([head(5), Buffer.from(new Float32Array([Number(value)]).buffer)]);
    default:
      return withLength(head(2), encode(kind, Object(value)));
  }
}

function withLength(head: Buffer, bytes: Buffer): Buffer {
  return Buffer.concat([head, encodeVarint(BigInt(bytes.length)), bytes]);
}

export function encodeVarint(value: bigint): Buffer {
  const groups =
    value
      .toString(2)
      .padStart(Math.ceil(value.toString(2).length / 7) * 7, "0")
      .match(/.{7}/g) ?? [];
  const bytes = groups.reverse().map((bits, index) => parseInt(bits, 2) + (index < groups.length - 1 ? 128 : 0));
  return Buffer.from(bytes);
}

/** Reads any protobuf message, after its description: what is not in the message is not in the result either. */
export function decode(message: Message, bytes: Buffer): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { number, wire, raw } of splitFields(bytes)) {
    const [name, field] = Object.entries(message).find(([, [own]]) => own === number) ?? [];
    if (name === undefined || field === undefined) throw new Error(`field ${number} of kind ${wire} is not described`);
    const value = decodeValue(field[1], raw);
    values[name] = field[2] === undefined ? value : [...((values[name] as unknown[] | undefined) ?? []), value];
  }
  return values;
}

function decodeValue(kind: Kind, raw: Buffer): unknown {
  switch (kind) {
    case "string":
      return raw.toString();
    case "bool":
      return decodeVarint(raw) !== 0n;
    case "integer":
      return Number(BigInt.asIntN(64, decodeVarint(raw)));
    case "double":
      return raw.readDoubleLE();
    case "float":
      return raw.readFloatLE();
    default:
      return decode(kind, raw);
  }
}

/** One field as it is written. */
export interface RawField {
  readonly number: number;
  readonly wire: number;
  /** What it holds, without tag and length. */
  readonly raw: Buffer;
  /** Where it ends in the message. */
  readonly end: number;
}

/** The fields of a message, one after the other. */
export function splitFields(bytes: Buffer): readonly RawField[] {
  const fields: RawField[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = takeVarint(bytes, at);
    const wire = Number(decodeVarint(tag)) & 7;
    at += tag.length;
    const own = wire === 0 ? takeVarint(bytes, at) : undefined;
    const length = wire === 2 ? takeVarint(bytes, at) : Buffer.alloc(0);
    at += length.length;
    const size = own?.length ?? (wire === 1 ? 8 : wire === 5 ? 4 : Number(decodeVarint(length)));
    fields.push({ number: Number(decodeVarint(tag)) >> 3, wire, raw: bytes.subarray(at, at + size), end: at + size });
    at += size;
  }
  return fields;
}

function takeVarint(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(at, bytes.findIndex((byte, index) => index >= at && byte < 128) + 1);
}

function decodeVarint(bytes: Buffer): bigint {
  return BigInt(
    `0b${
      [...bytes]
        .reverse()
        .map((byte) => (byte & 127).toString(2).padStart(7, "0"))
        .join("") || "0"
    }`,
  );
}
