import { defineObserver, type ObserverPlugin } from "../../plugin/define.ts";
import { plural } from "../../services/plural.ts";
import { type CiCommand, formatSection } from "./command.ts";

/** Makes the observer that folds the lines about single targets in GitLab's job log; the summary stays open below them. */
export function createSection(write: (command: CiCommand) => void): ObserverPlugin {
  const section = defineObserver({
    name: "gitlab_section",
    setup: (_options, { run }) => ({
      observe(events$) {
        const name = `hullscan_${run.startedAt.getTime()}`;
        let isOpen = false;
        const close = () => {
          if (isOpen) write(formatSection("end", name));
          isOpen = false;
        };
        return events$.subscribe({
          next(event) {
            if (event.type === "run.started") {
              const count = event.total === undefined ? "" : ` of ${plural(event.total, "target")}`;
              write(formatSection("start", name, `Scan${count}`));
              isOpen = true;
            } else if (event.type === "run.ending") close();
          },
          complete: close,
          error: close,
        });
      },
    }),
  });
  return section();
}
