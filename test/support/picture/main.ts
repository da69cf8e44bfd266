/** `npm run readme:picture`: scans sample images for real and draws what a terminal shows of it, for README. */
import { writeFile } from "node:fs/promises";
import { captureRun, PICTURE } from "./readme_run.ts";
import { drawTerminal } from "./terminal_svg.ts";

const title = "hullscan scans three images and reports the one that is missing";
await writeFile(PICTURE, drawTerminal({ title, lines: await captureRun() }));
