import { z } from "zod";
import { type Docker, toDockerError } from "./docker.ts";

const LIMIT_MS = 20_000;
/** So many images are asked for with one command: it has a length that it may have, and its answer, too. */
const AT_ONCE = 200;
/** Of a removal, which goes on after an abort, too. */
const REMOVAL = { timeoutMs: 60_000, ignoresAbort: true };

const imageSchema = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullish(),
  RepoDigests: z.array(z.string()).nullish(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** An image that the daemon has. */
export interface LabelledImage {
  /** `sha256:...` */
  readonly id: string;
  /** Names with tags; none where the image is only a layer of another. */
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Whether nothing names it, by tag or by digest. */
  readonly isNameless: boolean;
}

/**
 * Finds the images that have a label: `name` or `name=value`. Works after an abort, too.
 *
 * @throws {ScanError} DOCKER_UNAVAILABLE, DOCKER_PERMISSION, DOCKER_FAILED
 */
export async function findImages(docker: Docker, label: string): Promise<readonly LabelledImage[]> {
  const args = ["images", "-a", "-q", "--no-trunc", "--filter", `label=${label}`];
  const result = await docker.run(args, { timeoutMs: LIMIT_MS, ignoresAbort: true });
  if (result.failed) throw toDockerError(result, "list images");
  return inspectImages(docker, [...new Set(result.stdout.split("\n").filter((id) => id !== ""))]);
}

/** What the daemon knows of one image; nothing where it has none of that name. */
export async function inspectImage(docker: Docker, name: string): Promise<LabelledImage | undefined> {
  const [image] = await inspectImages(docker, [name]);
  return image;
}

/** What the daemon knows of some images; those that are gone are left out. */
async function inspectImages(docker: Docker, names: readonly string[]): Promise<readonly LabelledImage[]> {
  if (names.length === 0) return [];
  // One object a line: with a name that is not there, the command fails and still prints the others.
  const args = ["image", "inspect", "--format", "{{json .}}", "--", ...names];
  const { stdout } = await docker.run(args, { timeoutMs: LIMIT_MS, keepBytes: 16_777_216, ignoresAbort: true });
  return stdout.split("\n").flatMap(toImage);
}

function toImage(line: string): readonly LabelledImage[] {
  if (line.trim() === "") return [];
  const { Id, RepoTags, RepoDigests, Config } = imageSchema.parse(JSON.parse(line));
  const tags = RepoTags ?? [];
  return [{ id: Id, tags, labels: Config?.Labels ?? {}, isNameless: tags.length + (RepoDigests?.length ?? 0) === 0 }];
}

/** How an image is removed. */
export interface RemoveImageOptions {
  /** Leaves the nameless images that it was built upon: another build may have found them. @default {false} */
  readonly keepsLayers?: boolean;
}

/**
 * Removes an image by a name or an id, also after an abort. One that is not there is fine.
 *
 * @throws {ScanError} DOCKER_UNAVAILABLE, DOCKER_PERMISSION, DOCKER_FAILED with what to do by hand
 */
export async function removeImage(docker: Docker, name: string, options: RemoveImageOptions = {}): Promise<void> {
  const { keepsLayers = false } = options;
  const result = await docker.run(["rmi", "-f", ...(keepsLayers ? ["--no-prune"] : []), "--", name], REMOVAL);
  if (!result.failed || /no such image/i.test(result.stderr)) return;
  throw toDockerError(result, `remove the temporary image "${name}"; do it with \`docker rmi -f ${name}\``);
}

/**
 * Removes what the legacy builder made for the steps of builds, the newest first. A build prints what it likes, so its
 * log is not to be trusted with the images of others: what has a name, a container or a child stays.
 *
 * @returns Those that are still there and have no name
 */
export async function removeLayers(docker: Docker, layers: readonly string[]): Promise<readonly string[]> {
  const nameless = await findNameless(docker, layers);
  if (nameless.length === 0) return [];
  const { failed } = await docker.run(["rmi", "--no-prune", "--", ...nameless], REMOVAL);
  return failed ? findNameless(docker, nameless) : [];
}

async function findNameless(docker: Docker, names: readonly string[]): Promise<readonly string[]> {
  const nameless: string[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const images = await inspectImages(docker, names.slice(start, start + AT_ONCE));
    nameless.push(...images.filter(({ isNameless }) => isNameless).map(({ id }) => id));
  }
  return nameless;
}

/** Removes those of some images that have no name, no container and no child. What cannot be removed stays. */
export async function removeNameless(docker: Docker, images: readonly LabelledImage[]): Promise<void> {
  const ids = images.filter(({ isNameless }) => isNameless).map(({ id }) => id);
  if (ids.length > 0) await docker.run(["rmi", "--", ...ids], REMOVAL);
}
