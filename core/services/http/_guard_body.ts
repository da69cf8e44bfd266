import { ReadableStream } from "node:stream/web";
import { Response } from "undici";

/** What is done with a body besides reading it. */
export interface GuardBodyOptions {
  /** Called once when the body has been read to its end, was cancelled or has failed. */
  onEnd(): void;
  /** Makes the error that readers see out of the one that there was. */
  toError(cause: unknown): unknown;
}

/** The same response, with a body that reports its end and has readable errors. */
export function guardBody(response: Response, { onEnd, toError }: GuardBodyOptions): Response {
  if (response.body === null) {
    onEnd();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          onEnd();
          controller.close();
        } catch (cause) {
          onEnd();
          controller.error(toError(cause));
        }
      },
      cancel(reason) {
        onEnd();
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead.
    { highWaterMark: 0 },
  );
  const { status, statusText, headers, url, redirected } = response;
  const guarded = new Response(body, { status, statusText, headers });
  return Object.defineProperties(guarded, { url: { value: url }, redirected: { value: redirected } });
}
