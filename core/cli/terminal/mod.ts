export { createRenderer, type ShowOptions } from "./create_renderer.ts";
export { createPaint, type Paint } from "./format.ts";
export { formatEvent } from "./plain.ts";
export type { ProgressAmount, Renderer, RendererOptions } from "./renderer.ts";
export { createSummary, type SummaryOptions } from "./summary.ts";
