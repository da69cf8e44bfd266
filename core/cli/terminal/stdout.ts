const NARROWEST = 40;
const WIDEST = 200;

/** The columns of stdout, 40 to 200; without a limit where it is no terminal and `COLUMNS` is not set. */
export function stdoutWidth(): number {
  const columns = process.stdout.columns ?? Number.parseInt(process.env.COLUMNS ?? "", 10);
  return Number.isInteger(columns) ? Math.min(Math.max(columns, NARROWEST), WIDEST) : Number.POSITIVE_INFINITY;
}

/** Whether to colour what goes to stdout: --no-color and NO_COLOR say no, FORCE_COLOR yes, else whether it is a terminal. */
export function stdoutHasColor({ color }: { readonly color: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (!color || NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== "0" : Boolean(process.stdout.isTTY) && TERM !== "dumb";
}
