/**
 * Questions to the history: what is where since when.
 *
 * @module
 */
export { openScratch, readHistory, type Scratch } from "../store/mod.ts";
export { askSql } from "./ask_sql.ts";
export { findMoment, type Moment, parseMoment } from "./find_moment.ts";
export { findPlaces, type Place, type PlacedFinding, type Places } from "./find_places.ts";
export { type Coverage, countCoverage, type KnownImage } from "./known_images.ts";
export { listFindings, loadFindings } from "./list_findings.ts";
export { type ListedImage, listImages } from "./list_images.ts";
export { type ImageFacts, type LookFacts, listLooks } from "./list_looks.ts";
export { listRuns, type RunFacts } from "./list_runs.ts";
export { parseQuery, type Query } from "./parse_query.ts";
export { type PlannedFleet, planFixes, planMatches } from "./plan_fixes.ts";
