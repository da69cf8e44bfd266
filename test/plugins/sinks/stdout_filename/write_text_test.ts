import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "uvu";
import { writeText } from "#plugins/sinks/stdout_filename/write_text.ts";

function makeStream(error: Error | null): { readonly stream: Writable; readonly written: string[] } {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      written.push(String(chunk));
      setImmediate(callback, error);
    },
  });
  return { stream, written };
}

test("writeText() resolves when the text is through and leaves no listener", async () => {
  const { stream, written } = makeStream(null);
  await writeText(stream, "a\n");
  assert.deepEqual(written, ["a\n"]);
  assert.equal(stream.listenerCount("error"), 0);
});

test("writeText() takes a stream whose reader is gone, and one that is closed already", async () => {
  const { stream } = makeStream(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  await writeText(stream, "a\n");
  await writeText(stream, "b\n");
});

test("writeText() rejects with any other error", async () => {
  const { stream } = makeStream(new Error("no space left"));
  await assert.rejects(writeText(stream, "a\n"), /no space left/);
});

test.run();
