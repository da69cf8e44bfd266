import { basename, dirname, normalize } from "node:path";

const PREFIX = "local_scan_";
/** Of 255 that a repository's name may have. */
const MAX_FOLDER_LENGTH = 120;

/** Makes the temporary name of the image of a Dockerfile: `local_scan_<folder>_<YYYYmmdd_HHMMSS_ffffff>:latest`. */
export type Namer = (dockerfile: string) => string;

/** Whether this is a name that a {@linkcode Namer} gave. */
export function isTemporaryName(image: string): boolean {
  return image.startsWith(PREFIX) && /_\d{8}_\d{6}_\d{6}:latest$/.test(image);
}

/**
 * Makes the namer of one run. Each name stands for a microsecond of its own, in local time, so two builds of the same
 * folder at the same moment get two names.
 *
 * @param now Microseconds since 1970
 */
export function createNamer(now: () => number = toMicroseconds): Namer {
  let last = 0;
  return (dockerfile) => {
    last = Math.max(now(), last + 1);
    return `${PREFIX}${toFolderPart(dockerfile)}_${toStamp(last)}:latest`;
  };
}

/** The name of the Dockerfile's folder, as the user wrote it, made fit for a repository's name; `root` where there is none. */
export function toFolderPart(dockerfile: string): string {
  const folder = basename(dirname(normalize(dockerfile)));
  // é is e with an accent; what has no plain letter in it goes.
  const plain = folder.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const part = plain
    .replace(/[^a-z0-9._-]+/g, "_")
    .replace(/[._-]{2,}/g, "_")
    .slice(0, MAX_FOLDER_LENGTH)
    .replace(/^[._-]+|[._-]+$/g, "");
  return part === "" ? "root" : part;
}

function toStamp(microseconds: number): string {
  const time = new Date(Math.floor(microseconds / 1000));
  const day = [time.getFullYear(), pad(time.getMonth() + 1, 2), pad(time.getDate(), 2)].join("");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => pad(part, 2)).join("");
  return `${day}_${clock}_${pad(microseconds % 1_000_000, 6)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

function toMicroseconds(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1000);
}
