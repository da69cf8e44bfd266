import assert from "node:assert/strict";

/** A bucket as it was read: keys in the file's order. */
export type ReadBucket = Map<string, Buffer | ReadBucket>;

/** Where a bucket's pages are: a page of the file, or bytes within a value. */
type Place = { readonly pageId: number } | { readonly inline: Buffer };

const HEADER = 16;
const KINDS = new Map([
  [1, "branch"],
  [2, "leaf"],
  [16, "freelist"],
]);

/** Reads a whole bbolt file with a cursor that trusts nothing: order, bounds, page numbers, reachability. */
export function readBolt(bytes: Uint8Array): ReadBucket {
  const file = Buffer.from(bytes);
  const { rootId, pageSize, pageCount, freelistId } = readMeta(file);
  assert.equal(file.length, pageCount * pageSize, "the file ends at the high-water page");
  const seen = new Set([0, 1]);

  function page(id: number): Buffer {
    const begin = id * pageSize;
    assert.equal(file.readBigUInt64LE(begin), BigInt(id), "a page names itself");
    const end = begin + (1 + file.readUInt32LE(begin + 12)) * pageSize;
    for (let each = id; each < end / pageSize; each++) {
      assert.ok(!seen.has(each), `page ${each} belongs to one place only`);
      seen.add(each);
    }
    return file.subarray(begin, end);
  }

  function* entries(place: Place): Generator<{ key: Buffer; value: Buffer; flags: number }> {
    const bytes = "inline" in place ? place.inline : page(place.pageId);
    const kind = KINDS.get(bytes.readUInt16LE(8));
    const count = bytes.readUInt16LE(10);
    assert.ok(kind === "leaf" || (kind === "branch" && count > 0), `a tree is not made of a ${kind} page`);
    for (let row = HEADER; row < HEADER + count * 16; row += 16) {
      if (kind === "leaf") {
        const { key, after } = keyAt(bytes, {
          row,
          distance: bytes.readUInt32LE(row + 4),
          size: bytes.readUInt32LE(row + 8),
        });
        const end = after + bytes.readUInt32LE(row + 12);
        assert.ok(end <= bytes.length, "a value ends within its page");
        yield { key, value: bytes.subarray(after, end), flags: bytes.readUInt32LE(row) };
      } else {
        const { key } = keyAt(bytes, { row, distance: bytes.readUInt32LE(row), size: bytes.readUInt32LE(row + 4) });
        const below = [...entries({ pageId: Number(bytes.readBigUInt64LE(row + 8)) })];
        assert.deepEqual(below[0]?.key, key, "a branch holds the first key of the page below");
        yield* below;
      }
    }
  }

  function bucket(place: Place): ReadBucket {
    const read: ReadBucket = new Map();
    let last: Buffer = Buffer.alloc(0);
    for (const { key, value, flags } of entries(place)) {
      assert.ok(Buffer.compare(last, key) < 0, "keys ascend");
      last = key;
      if (flags === 1) assert.ok("pageId" in place, "a bucket within its parent's value holds values only");
      read.set(key.toString(), flags === 1 ? bucket(placeOf(value)) : value);
    }
    return read;
  }

  const root = bucket({ pageId: rootId });
  assert.equal(page(freelistId).readUInt16LE(8), 16);
  assert.equal(seen.size, pageCount, "every page is reached");
  return root;
}

function placeOf(value: Buffer): Place {
  const pageId = Number(value.readBigUInt64LE(0));
  return pageId === 0 ? { inline: value.subarray(16) } : { pageId };
}

function keyAt(bytes: Buffer, at: { row: number; distance: number; size: number }): { key: Buffer; after: number } {
  const begin = at.row + at.distance;
  assert.ok(begin + at.size <= bytes.length, "a key ends within its page");
  return { key: bytes.subarray(begin, begin + at.size), after: begin + at.size };
}

function readMeta(file: Buffer) {
  const metas = [0, 1].map((id) => {
    const body = file.subarray(id * 4096 + HEADER);
    assert.equal(file.readBigUInt64LE(id * 4096), BigInt(id));
    assert.equal(file.readUInt16LE(id * 4096 + 8), 4);
    assert.equal(body.readUInt32LE(0), 0xed0cdaed);
    assert.equal(body.readUInt32LE(4), 2);
    assert.equal(body.readBigUInt64LE(56), checksum(body.subarray(0, 56)), "the checksum fits");
    return {
      pageSize: body.readUInt32LE(8),
      rootId: Number(body.readBigUInt64LE(16)),
      freelistId: Number(body.readBigUInt64LE(32)),
      pageCount: Number(body.readBigUInt64LE(40)),
      transaction: body.readBigUInt64LE(48),
    };
  });
  const [first, second] = metas;
  assert.ok(first !== undefined && second !== undefined && first.transaction < second.transaction);
  assert.deepEqual({ ...first, transaction: 0n }, { ...second, transaction: 0n });
  return second;
}

function checksum(bytes: Uint8Array): bigint {
  let hash = 14695981039346656037n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 1099511628211n) & 0xffffffffffffffffn;
  return hash;
}
