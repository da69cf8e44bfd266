/** Tests of the history that hold for each database system which may keep it. */
import { join } from "node:path";
import type { Test } from "uvu";
import { type HistoryPlace, PostgresAddress } from "#plugins/lib/history/place/mod.ts";
import { testWith } from "./needs.ts";
import { sharedPostgres } from "./postgres_server.ts";
import { inTempFolder } from "./temp_folder.ts";
import { withEnvironment } from "./with_environment.ts";

/** Where a test keeps histories. */
export interface HistoryScene {
  readonly engine: "SQLite" | "PostgreSQL";
  readonly folder: string;
  /** The history of runs whose folder for reports that is. */
  readonly place: HistoryPlace;
  /** Makes another place, where there is no history yet. */
  makePlace(): Promise<HistoryPlace>;
}

/** Registers a test once for each system. Without PostgreSQL that one is skipped by name, and fails under `CI=true`. */
export function testHistory(test: Test, name: string, run: (scene: HistoryScene) => Promise<void>): void {
  test(`${name} (SQLite)`, () =>
    inTempFolder(async (folder) => {
      let count = 0;
      async function makePlace() {
        count += 1;
        return join(folder, `history-${count}.db`);
      }
      await run({ engine: "SQLite", folder, place: join(folder, ".hullscan/history.db"), makePlace });
    }));
  testWith(test, ["postgresql"], `${name} (PostgreSQL)`, () =>
    inTempFolder(async (folder) => {
      const makePlace = async () => new PostgresAddress(await (await sharedPostgres()).makeDatabase());
      const url = await (await sharedPostgres()).makeDatabase();
      await withEnvironment({ HULLSCAN_HISTORY_URL: url }, () =>
        run({ engine: "PostgreSQL", folder, place: new PostgresAddress(url), makePlace }),
      );
    }),
  );
}
