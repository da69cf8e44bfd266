/** What came of one test file. */
export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  /** The names of the tests that were skipped. */
  readonly skipped: readonly string[];
  readonly durationMs: number;
  /** What the file printed, and what the runner has to say about it. */
  readonly output: string;
}

/**
 * Reads the results of test files from what their process prints. It holds the last one back: what goes wrong when all
 * files are through, in a timer or at an open server, is put down to that file.
 */
export class ResultReader {
  readonly #onResult: (result: FileResult) => void;
  #output = "";
  #held: FileResult | undefined;
  #count = 0;
  #areAllGood = true;

  constructor(onResult: (result: FileResult) => void) {
    this.#onResult = onResult;
  }

  /** Takes what the process printed. */
  add(text: string): void {
    this.#output += text;
  }

  /** Reports the files that have ended, but for the last one. */
  read(): void {
    let end = 0;
    for (const match of this.#output.matchAll(/^>> (.+)\n([\s\S]*?)^<< \1 (\d+)$/gm)) {
      const [whole, file = "", text = "", durationMs] = match;
      this.#report();
      this.#held = readResult(file, text, Number(durationMs));
      this.#count += 1;
      this.#areAllGood &&= this.#held.failed === 0;
      end = match.index + whole.length;
    }
    this.#output = this.#output.slice(end);
  }

  /**
   * Reports the rest: the process has ended.
   *
   * @param files Those that it was given
   * @param trouble How it ended where that was not well
   */
  end(files: readonly string[], trouble: string | undefined): void {
    this.read();
    const isAfterAll = trouble !== undefined && this.#areAllGood && this.#count === files.length;
    if (isAfterAll) this.#held = undefined;
    this.#report();
    const broken = isAfterAll ? files.at(-1) : files[this.#count];
    if (broken === undefined) return;
    const output = `${this.#output}\n${trouble ?? "It ended early"}`;
    this.#onResult({ file: broken, passed: 0, failed: 1, skipped: [], durationMs: 0, output });
  }

  #report(): void {
    if (this.#held !== undefined) this.#onResult(this.#held);
    this.#held = undefined;
  }
}

function readResult(file: string, output: string, durationMs: number): FileResult {
  const total = readCount(output, "Total");
  const passed = readCount(output, "Passed");
  const skipped = [...output.matchAll(/^skipped: (.+)$/gm)].map((match) => match[1] ?? "");
  const result = { file, passed, failed: total - passed, skipped, durationMs, output };
  if (total > 0 || skipped.length > 0) return result;
  return { ...result, failed: 1, output: `${output}\n  It ran no test. Does it call test.run()?` };
}

function readCount(output: string, name: string): number {
  return Number(new RegExp(`^\\s*${name}:\\s+(\\d+)`, "m").exec(output)?.[1] ?? 0);
}
