import type { Writable } from "node:stream";

/**
 * Writes text to a stream and waits until it is through. A reader that has gone away (`scan | head -0`) is no error.
 */
export function writeText(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null) => {
      if (!error) stream.off("error", settle);
      if (!error || isReaderGone(error)) resolve();
      else reject(error);
    };
    // The stream tells of a failed write twice: to the callback, and then by this event, which nobody else may expect.
    stream.once("error", settle);
    stream.write(text, settle);
  });
}

function isReaderGone({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}
