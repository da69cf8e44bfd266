export { parseDuration, toAge } from "../_duration/mod.ts";
