// Only in the repository, where everything is compiled at each start: what tsx keeps of that in the temporary folder is
// code that runs. It takes it from there whoever has put it there, so that folder has to be ours alone.
import { lstatSync, mkdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/** Whether nobody else can put anything into the folder of tsx's cache; makes it where there is none. */
export function isTsxCacheOurs(parent = tmpdir()) {
  const user = process.geteuid?.();
  if (user === undefined) return true;
  const folder = join(parent, `tsx-${user}`);
  try {
    const above = statSync(parent);
    // Else others could put another folder in its place.
    if (above.uid !== user && above.uid !== 0) return false;
    if ((above.mode & OTHERS_WRITE) !== 0 && (above.mode & STICKY) === 0) return false;
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") return false;
  }
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === user && (found.mode & OTHERS_WRITE) === 0;
}
