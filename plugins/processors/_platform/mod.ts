export { platformSchema } from "./platform.ts";
