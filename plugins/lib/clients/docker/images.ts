import { z } from "zod";
import { type Docker, toDockerError } from "./docker.ts";

const LIMIT_MS = 20_000;

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
export async function inspectImages(docker: Docker, names: readonly string[]): Promise<readonly LabelledImage[]> {
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
