import { repositoryOf } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import { plainLine } from "./plain_text.ts";

const MAX_TEXT = 1_000;

/** An image as package URLs. */
export interface ImagePurls {
  /** With its repository, tag and architecture. */
  readonly named: string;
  /** With its digest alone, whatever it is called; with its architecture, too, where the list names a platform. */
  readonly content: string;
}

/**
 * The package URLs of an image: nothing where its digest is not known.
 *
 * @see {@link https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md}
 */
export function buildImagePurls({ target, data }: Pick<Outcome, "target" | "data">): ImagePurls | undefined {
  const { digest, platform = target.platform } = data.image ?? {};
  const [name = ""] = (target.dockerfile === undefined ? (target.image ?? "") : "").split("@", 1);
  const [, repository = "", tag] = /^(.*?)(?::([^/:]*))?$/s.exec(name) ?? [];
  const last = repository.slice(repository.lastIndexOf("/") + 1);
  if (digest === undefined || last === "") return undefined;
  const bare = `pkg:oci/${encode(last.toLowerCase())}@${encode(digest)}`;
  const arch = ["arch", platform?.split("/")[1]] as const;
  return {
    named: `${bare}${formatQuery([arch, ["repository_url", repositoryOf(target).toLowerCase()], ["tag", tag]])}`,
    content: `${bare}${formatQuery(target.platform === undefined ? [] : [arch])}`,
  };
}

function formatQuery(qualifiers: readonly (readonly [string, string | undefined])[]): string {
  const query = qualifiers.flatMap(([key, value]) => (value ? [`${key}=${encode(value)}`] : []));
  return query.length === 0 ? "" : `?${query.join("&")}`;
}

function encode(text: string): string {
  return encodeURIComponent(plainLine(text, MAX_TEXT));
}
