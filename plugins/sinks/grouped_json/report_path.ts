import { resolve } from "node:path";
import type { RunInfo } from "../../../core/kit.ts";

const UNSAFE_IN_NAMES = /[^\w.+-]/g;
const MAX_LABEL_LENGTH = 100;

/** The absolute path that a run's report is meant to get: `file`, or a name made of the run's label and local time. */
export function toReportPath(file: string | undefined, { label, startedAt, outputDir }: RunInfo): string {
  return resolve(outputDir, file ?? `advanced_scan_results_${toNamePart(label)}_${toLocalStamp(startedAt)}.json`);
}

function toNamePart(label: string): string {
  return label.replace(UNSAFE_IN_NAMES, "_").slice(0, MAX_LABEL_LENGTH);
}

function toLocalStamp(time: Date): string {
  const day = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return `${toDigits(day)}_${toDigits(clock)}`;
}

function toDigits(numbers: readonly number[]): string {
  return numbers.map((number) => String(number).padStart(2, "0")).join("");
}
