export { keepChecked } from "./checked.ts";
export { checkDate, INTEL_NAMES, type Loaded, type LoadedIntel, loadIntel } from "./load_intel.ts";
export { type EpssScores, parseEpss } from "./parse_epss.ts";
export { type KevCatalogue, parseKev } from "./parse_kev.ts";
export { type IntelConfig, type IntelPlace, type IntelPlaces, isAddress, placeIntel } from "./places.ts";
export { IntelFlaw, isPacked, MAX_PACKED_BYTES, unpack } from "./unpack.ts";
