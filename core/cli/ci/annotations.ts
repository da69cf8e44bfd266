import type { FailedTarget, LogWritten, Summary } from "../../events/event.ts";
import { formatUnreached } from "../../events/summary.ts";
import { defineObserver, type ObserverPlugin } from "../../plugin/define.ts";
import { plural } from "../../services/plural.ts";
import { PROGRAM } from "../own_observer.ts";
import { type CiCommand, formatAnnotation } from "./command.ts";

/** GitHub shows so many of each level for a step. */
const MAX_ANNOTATIONS = 10;
const MAX_NAMES = 10;

interface Annotation {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * Makes the observer that annotates a run's page in GitHub Actions: with errors, why the gate fails it and what could not be
 * scanned, targets of one reason together; with warnings, whose results may be incomplete.
 */
export function createAnnotations(write: (command: CiCommand) => void): ObserverPlugin {
  const annotations = defineObserver({
    name: "github_annotations",
    setup: () => ({
      observe(events$) {
        const errors: LogWritten[] = [];
        let summary: Summary | undefined;
        let isDryRun = false;
        return events$.subscribe({
          next(event) {
            if (event.type === "run.started") isDryRun = event.dryRun;
            if (event.type === "log" && event.level === "error") errors.push(event);
            if (event.type === "run.finished") summary = event.summary;
          },
          complete() {
            if (summary === undefined || isDryRun) return;
            for (const command of listAnnotations(summary, errors)) write(command);
          },
        });
      },
    }),
  });
  return annotations();
}

/** At most ten errors and ten warnings; the last of them counts those that have no room. */
export function listAnnotations(summary: Summary, errors: readonly LogWritten[]): readonly CiCommand[] {
  const bad: readonly Annotation[] = [
    ...describeInterruption(summary),
    ...describeErrors(errors),
    ...describeFailures(summary.failures),
  ];
  return [
    ...fit(bad).map(({ title, lines }) => formatAnnotation("error", title, lines)),
    ...fit(describeCaveats(summary)).map(({ title, lines }) => formatAnnotation("warning", title, lines)),
  ];
}

function fit(all: readonly Annotation[]): readonly Annotation[] {
  if (all.length <= MAX_ANNOTATIONS) return all;
  const shown = all.slice(0, MAX_ANNOTATIONS - 1);
  const left = all.length - shown.length;
  return [...shown, { title: "hullscan", lines: [`and ${left} more like these: see the log of this step`] }];
}

function describeInterruption(summary: Summary): readonly Annotation[] {
  if (!summary.interrupted) return [];
  const unreached = formatUnreached(summary);
  const lines = [unreached ?? "Images may be missing", "What is missing is not known to be clean"];
  return [{ title: "The run was interrupted", lines }];
}

/** What each plugin has to say together: of the gate, its reason comes last and stands above. */
function describeErrors(errors: readonly LogWritten[]): readonly Annotation[] {
  const plugins = new Set(errors.map(({ plugin }) => plugin));
  return [...plugins].map((name) => {
    const lines = errors.flatMap(({ plugin, message }) => (plugin === name ? [message] : []));
    return { title: name === PROGRAM ? (lines.at(-1) ?? "") : name, lines };
  });
}

/** One for each reason, that of the most targets first. */
function describeFailures(failures: readonly FailedTarget[]): readonly Annotation[] {
  const groups = new Map<string, FailedTarget[]>();
  for (const failure of failures) {
    const group = groups.get(failure.error.code) ?? [];
    if (group.push(failure) === 1) groups.set(failure.error.code, group);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([code, group]) => {
      const { message = "", hint } = group[0]?.error ?? {};
      const names = group.slice(0, MAX_NAMES).map(({ name }) => name);
      const rest = group.length > names.length ? [`and ${group.length - names.length} more`] : [];
      return {
        title: `${plural(group.length, "target")} could not be scanned: ${code}`,
        lines: [message, ...names.map((name) => `- ${name}`), ...rest, ...(hint?.split("\n") ?? [])],
      };
    });
}

function describeCaveats({ caveats }: Summary): readonly Annotation[] {
  return Object.entries(caveats).map(([code, count]) => ({
    title: `${plural(count, "target")} with the caveat ${code}`,
    lines: ["Their results may be incomplete: the log and the reports name them"],
  }));
}
