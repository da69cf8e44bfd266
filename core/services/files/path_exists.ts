import { stat } from "node:fs/promises";

/** Whether there is a file or a folder that can be looked at. Links are followed. */
export function pathExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
