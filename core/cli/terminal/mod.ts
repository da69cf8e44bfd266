export { createSummary, type SummaryOptions } from "./end/summary.ts";
export { createRenderer, type ShowOptions } from "./live/create_renderer.ts";
export { formatEvent } from "./live/plain.ts";
export type { ProgressAmount, Renderer, RendererOptions } from "./live/renderer.ts";
export { createPaint, type Paint } from "./text/format.ts";
