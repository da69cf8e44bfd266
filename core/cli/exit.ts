/** What the program's exit codes mean. */
export const EXIT = {
  /** Every target was scanned, and the gate passed. */
  ok: 0,
  /** There is a finding as bad as `--fail-on`, or worse. */
  gate: 1,
  /** The call, the config or the machine's set-up is wrong. */
  usage: 2,
  /** The run broke: nothing to report, or a sink could not write. */
  broken: 3,
  /** The run finished, but some targets could not be scanned. */
  incomplete: 4,
  /** Interrupted; the report holds what was finished. */
  interrupted: 130,
} as const;
