/** The numbers of types: integers of three sizes, numbers of rows, floating point, decimal numbers. */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);
const BOOLEAN = 16;

/** Returns what reads a value of a type. Numbers and truth are what they are in JavaScript, all else is a text. */
export function parserOf(type: number) {
  if (NUMBERS.has(type)) return parseNumber;
  if (type === BOOLEAN) return (text: string) => text === "t";
  return (text: string) => text;
}

/** A number of more digits than JavaScript has stays a text. */
function parseNumber(text: string): number | string {
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
}
