import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { WireError, WireReader } from "#plugins/processors/trivy/replay/wire/wire_reader.ts";
import { encodeField, encodeVarint } from "../../support/proto_codec.ts";

/** A reader that stands at the one field that these bytes are. */
function readerOf(...bytes: readonly (Uint8Array | readonly number[])[]): WireReader {
  const reader = new WireReader(Buffer.concat(bytes.map((part) => Uint8Array.from(part))));
  reader.next();
  return reader;
}

test("whole numbers are read up to what a number holds exactly, negative ones too", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      assert.equal(readerOf(encodeField(1, "integer", value)).readInteger(), value);
    }),
  );
  const tooLarge = encodeVarint(2n ** 53n);
  assert.throws(() => readerOf([8], tooLarge).readInteger(), /9007199254740992 is too large a number/);
});

test("a number in more bytes than it needs, or than there can be, is refused", () => {
  assert.throws(() => readerOf([8, 0x80, 0]).readInteger(), /more bytes than it needs/);
  assert.throws(() => readerOf([8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]).readInteger(), /large/);
  assert.throws(() => readerOf([8, ...Array.from({ length: 11 }, () => 0xff)]).readInteger(), /more than 10 bytes/);
  assert.throws(() => readerOf([8, 0x80]).readInteger(), /cut/);
});

test("a field of no kind that is in use, or without a number, is refused", () => {
  for (const wire of [3, 4, 6, 7]) {
    assert.throws(() => readerOf([8 + wire, 0]).skip(), new RegExp(`of kind ${wire}, which is none`));
  }
  assert.throws(() => readerOf([2, 0]), /no number that a field can have/);
  assert.throws(() => readerOf(encodeVarint(2n ** 32n), [0]), /no number that a field can have/);
});

test("a field of another kind than is asked for is refused", () => {
  const whole = encodeField(1, "integer", 5);
  const string = encodeField(1, "string", "five");
  assert.throws(() => readerOf(whole).readString(), /of kind 0, and not 2/);
  assert.throws(() => readerOf(whole).readMessage(() => 0), /of kind 0, and not 2/);
  assert.throws(() => readerOf(whole).readDouble(), /of kind 0, and not 1/);
  assert.throws(() => readerOf(string).readInteger(), /of kind 2, and not 0/);
  assert.throws(() => readerOf(string).readBool(), WireError);
  assert.throws(() => readerOf(whole).readBool(), /it is 5, and neither true nor false/);
});

test("a length that does not fit is refused, in a message within another one, too", () => {
  assert.throws(() => readerOf([10, 5, 65]).readString(), /5 bytes do not fit/);
  assert.throws(() => readerOf([10, ...encodeVarint(2n ** 64n - 1n)]).readString(), /-1 bytes do not fit/);
  const within = [10, 2, 10, 3, 65, 65, 65];
  const readInner = (reader: WireReader) => {
    reader.next();
    return reader.readString();
  };
  assert.throws(() => readerOf(within).readMessage(readInner), /3 bytes do not fit/);
  const unread = (reader: WireReader) => reader.next();
  assert.throws(() => readerOf([10, 3, 10, 1, 65]).readMessage(unread), /not read to its end/);
});

test("text must be UTF-8, and may be any", () => {
  assert.throws(() => readerOf([10, 2, 0xc3, 0x28]).readString(), /it is not text/);
  assert.equal(readerOf(encodeField(1, "string", "\ufffd \u0000 😀")).readString(), "\ufffd \u0000 😀");
});

test.run();
