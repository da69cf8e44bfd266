import type { Spool } from "../../lib/formats/spool.ts";

/** Hands on texts in the order of their positions, from 0. */
export interface ListOrder {
  /** Takes a text; one without a position comes where it is. */
  add(position: number | undefined, text: string): Promise<void>;
  /** Hands on what still waits: what a run that was stopped has finished. */
  end(): Promise<void>;
}

/** Puts texts in order; those that come before their turn wait in a spool. */
export function createListOrder(write: (text: string) => Promise<void>, spool: Spool): ListOrder {
  let next = 0;

  async function writeWaiting(): Promise<void> {
    for (let text = await spool.take(next); text !== undefined; text = await spool.take(next)) {
      next += 1;
      await write(text);
    }
  }

  return {
    async add(position, text) {
      if (position === undefined || position < next) return write(text);
      if (position > next) return spool.put(position, text);
      next += 1;
      await write(text);
      await writeWaiting();
    },
    async end() {
      for (const position of spool.keys()) {
        next = position;
        await writeWaiting();
      }
    },
  };
}
