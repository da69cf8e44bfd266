export { parseDuration, toAge } from "./duration.ts";
