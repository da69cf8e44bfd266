const FIRST_YEAR = 1999;
const YEARS = 100;
/** CVE numbers below this fit into a key. All that there were so far do: the largest have seven digits. */
const NUMBERS = 2 ** 24;

/** Whether a text is the id of a CVE. */
export function isCve(id: string): boolean {
  return /^CVE-\d{4}-\d{4,19}$/i.test(id);
}

/** The number of a CVE id as a whole number below 2 ** 31; undefined where it does not fit into that. */
export function toCveKey(id: string): number | undefined {
  const since = Number(id.slice(4, 8)) - FIRST_YEAR;
  const number = Number(id.slice(9));
  // What begins with more noughts than it has to would be the same number.
  if (since < 0 || since >= YEARS || number >= NUMBERS || (id.length > 13 && id[9] === "0")) return undefined;
  return since * NUMBERS + number;
}
