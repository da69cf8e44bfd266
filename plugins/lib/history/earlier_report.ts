import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import { errorCode, openFile, toFileReason } from "../../../core/kit.ts";
import { type Target, targetName } from "../../../core/mod.ts";
import { readElements } from "./read_elements.ts";
import { toReportedKey } from "./reported_key.ts";

/** What an earlier report says about one image. */
export interface EarlierScan {
  /** The keys of its findings. */
  readonly keys: ReadonlySet<string>;
  /** The severities that it would have told of. */
  readonly severities: ReadonlySet<string>;
}

/** An earlier report, for looking things up. */
export interface EarlierReport {
  /** What was found in a target then; nothing where it was not scanned. */
  find(target: Target): Promise<EarlierScan | undefined>;
  close(): Promise<void>;
}

/** Where an element stands in the file, in bytes. */
interface Place {
  readonly start: number;
  readonly length: number;
}

const elementSchema = z.record(z.string(), z.unknown());
const groupSchema = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));

/**
 * Opens an earlier report. Memory holds the name and the place of each image, some 200 bytes; what was found is read
 * when it is asked for, also when the file has been replaced since.
 *
 * @param fail Makes the error for a file that cannot be read
 * @returns Nothing where there is no such file
 */
export async function openEarlierReport(
  path: string,
  fail: (reason: string, cause: unknown) => Error,
): Promise<EarlierReport | undefined> {
  const file = await openFile(path).catch((cause: unknown) => {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw fail(toFileReason(cause), cause);
  });
  if (file === undefined) return undefined;
  const places = await loadPlaces(file).catch(async (cause: unknown) => {
    await file.close();
    throw fail(cause instanceof SyntaxError ? cause.message : toFileReason(cause), cause);
  });
  return {
    async find(target) {
      const elements = await Promise.all((places.get(toName(target)) ?? []).map((place) => loadElement(file, place)));
      return elements.length === 0 ? undefined : toScan(elements);
    },
    close: () => file.close(),
  };
}

/** Where what was found in each image stands; one that several pipelines have scanned stands in several places. */
async function loadPlaces(file: FileHandle): Promise<ReadonlyMap<string, readonly Place[]>> {
  const places = new Map<string, Place[]>();
  for await (const { start, bytes } of readElements(file)) {
    const { dockerfile, image, platform, included_severities: scanned } = parseElement(bytes);
    if (!Array.isArray(scanned)) continue;
    const name = toKey(dockerfile ?? image, platform);
    const place = { start, length: bytes.length };
    const known = places.get(name);
    if (known) known.push(place);
    else places.set(name, [place]);
  }
  return places;
}

async function loadElement(file: FileHandle, { start, length }: Place): Promise<z.output<typeof elementSchema>> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new SyntaxError("it has become shorter");
    done += bytesRead;
  }
  return parseElement(bytes);
}

function parseElement(bytes: Buffer): z.output<typeof elementSchema> {
  try {
    return elementSchema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new SyntaxError("one of its elements is not JSON", { cause });
  }
}

function toScan(elements: readonly z.output<typeof elementSchema>[]): EarlierScan {
  const keys = new Set<string>();
  const severities = new Set<string>();
  for (const { included_severities: included, ...element } of elements) {
    for (const severity of Array.isArray(included) ? included : []) severities.add(String(severity));
    for (const value of Object.values(element)) {
      const { data: group = {} } = groupSchema.safeParse(value);
      for (const finding of Object.values(group).flat()) {
        const key = toReportedKey(finding);
        if (key !== undefined) keys.add(key);
      }
    }
  }
  return { keys, severities };
}

function toName(target: Target): string {
  return toKey(targetName(target), target.kind === "dtr-tag" ? undefined : target.platform);
}

function toKey(name: unknown, platform: unknown): string {
  return `${name}\0${platform ?? ""}`;
}
