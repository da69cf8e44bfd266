/** Where something stands in a config, or what else a problem is about. */
export interface Place {
  /** As messages write it: `pipelines.remote.sinks[0] (slack)`; empty for the config itself. */
  readonly text: string;
  /** The keys and indexes that lead there; absent where it is not in the config, such as the value of a flag. */
  readonly steps?: readonly string[];
  /** Whether the key is wrong, and not its value. */
  readonly isKey?: boolean;
}

/** The config itself. */
export const WHOLE: Place = { text: "", steps: [] };

/** Something that is not in the config. */
export function outside(text: string): Place {
  return { text };
}

/** The value of a key. */
export function under({ text, steps }: Place, key: string): Place {
  return { text: text === "" ? key : `${text}.${key}`, ...(steps && { steps: [...steps, key] }) };
}

/** An entry of a list. */
export function entryOf({ text, steps }: Place, index: number): Place {
  return { text: `${text}[${index}]`, ...(steps && { steps: [...steps, String(index)] }) };
}

/** The same place with other words for it, and with more steps. */
export function calling({ steps }: Place, text: string, more: readonly string[] = []): Place {
  return { text, ...(steps && { steps: [...steps, ...more] }) };
}

/** A key at a place, where the key is wrong; messages name the place that it stands in. */
export function keyOf(place: Place, key: string): Place {
  return { ...calling(place, place.text, [key]), isKey: true };
}
