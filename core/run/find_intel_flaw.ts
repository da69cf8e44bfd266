import { isRecord } from "../services/values.ts";
import { expected, type Flaw, within } from "./flaw.ts";

/** Finds what is wrong with what is said to be known about exploits: an earlier report may say anything. */
export function findIntelFlaw({ epss, kev }: Readonly<Record<string, unknown>>): Flaw | undefined {
  const flaw = epss === undefined ? undefined : findScoreFlaw(epss);
  if (flaw !== undefined) return within(".epss", flaw);
  if (kev === undefined) return undefined;
  if (!isRecord(kev)) return expected(".kev", "an object", kev);
  if (typeof kev.added !== "string") return expected(".kev.added", "text", kev.added);
  if (kev.due !== undefined && typeof kev.due !== "string") return expected(".kev.due", "text, or nothing", kev.due);
  const { ransomware } = kev;
  return ransomware === undefined || ransomware === true
    ? undefined
    : expected(".kev.ransomware", "true, or nothing", ransomware);
}

function findScoreFlaw(epss: unknown): Flaw | undefined {
  if (!isRecord(epss)) return expected("", "an object", epss);
  for (const key of ["score", "percentile"]) {
    const value = epss[key];
    if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
      return expected(`.${key}`, "a number from 0 to 1", value);
    }
  }
  return typeof epss.date === "string" ? undefined : expected(".date", "text", epss.date);
}
