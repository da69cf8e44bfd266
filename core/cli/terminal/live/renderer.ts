import type { ScanEvent } from "../../../events/event.ts";
import type { Glyphs } from "../text/glyphs.ts";
import type { ScreenSize } from "./live_region.ts";

/** Shows a run while it goes on. */
export interface Renderer {
  handle(event: ScanEvent): void;
  /** Somebody else has written to the terminal: leaves that where it is. */
  leave?(): void;
  /** Leaves the terminal as it was found; called once, whatever happened. */
  close(): void;
}

/** How much of a run is shown while it goes on: each target; failures and how far it is; or only what is said. */
export const PROGRESS_AMOUNTS = ["full", "summary", "none"] as const;
export type ProgressAmount = (typeof PROGRESS_AMOUNTS)[number];

/** How a renderer writes. */
export interface RendererOptions {
  /** Takes text for stderr. */
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** Also debug lines. */
  readonly verbose: boolean;
  readonly progress: ProgressAmount;
  /** The size of the terminal, as it is now. @default That of stderr's */
  readonly screen?: () => ScreenSize;
  /** What a terminal can show. @default What the environment says */
  readonly glyphs?: Glyphs;
}
