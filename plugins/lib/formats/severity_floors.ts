import { plural } from "../../../core/kit.ts";
import { type Outcome, SEVERITIES, type Severity } from "../../../core/mod.ts";

/** Counts images by the least severity that was looked for in them: what nobody looked for is in no report. */
export class SeverityFloors {
  readonly #counts = new Map<Severity, number>();

  add({ status, data, target: { minSeverity } }: Outcome): void {
    if (status !== "done" || data.findings === undefined) return;
    this.#counts.set(minSeverity, (this.#counts.get(minSeverity) ?? 0) + 1);
  }

  /** Whether a severity was looked for in any image; also where there are none. */
  covers(severity: Severity): boolean {
    const floors = [...this.#counts.keys()].map((floor) => SEVERITIES.indexOf(floor));
    return floors.length === 0 || Math.min(...floors) <= SEVERITIES.indexOf(severity);
  }

  /** `Nothing below HIGH was looked for`, with the number of images where that differs; nothing where all was. */
  describe(): string | undefined {
    const narrow = SEVERITIES.slice(1).flatMap((floor) => {
      const count = this.#counts.get(floor) ?? 0;
      return count === 0 ? [] : [{ floor, count }];
    });
    const [first, ...others] = narrow.toReversed();
    if (first === undefined) return undefined;
    if (this.#counts.size === 1) return `Nothing below ${first.floor} was looked for`;
    const parts = others.map(({ floor, count }) => `nothing below ${floor} in ${plural(count, "image")}`);
    return [`Nothing below ${first.floor} was looked for in ${plural(first.count, "image")}`, ...parts].join(", ");
  }
}
