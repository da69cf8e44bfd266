import {
  type AcceptRule,
  coversPackage,
  type FoundFinding,
  type PackageUrl,
  parsePackageUrl,
} from "../../../core/kit.ts";
import { buildImagePurls } from "../formats/image_purl.ts";
import type { ImageName, VexProduct, VexStatement } from "./statement.ts";

/** Makes rules of the statements of a document, of which the last one that is about a finding decides. */
export function compileStatements(statements: readonly VexStatement[], name: string): readonly AcceptRule[] {
  const byId = new Map<string, VexStatement[]>();
  for (const one of statements) {
    for (const id of new Set(one.ids)) {
      const known = byId.get(id);
      if (known) known.push(one);
      else byId.set(id, [one]);
    }
  }

  function findDecisive(found: FoundFinding, wanted: VexStatement): boolean {
    if (found.finding.kind !== "vulnerability") return false;
    const ids = listIds(found.finding);
    if (!wanted.ids.some((id) => ids.includes(id))) return false;
    const about = new Set(ids.flatMap((id) => byId.get(id) ?? []));
    const subject = describeSubject(found);
    const last = statements.length > 1 ? findLast([...about], subject) : wanted;
    return last === wanted && covers(wanted, subject);
  }

  return statements.flatMap((one): readonly AcceptRule[] => {
    const { decision, ids, place } = one;
    if (decision === undefined || ids.length === 0) return [];
    const { status, reason, justification } = decision;
    return [
      {
        ids,
        matches: (found) => findDecisive(found, one),
        acceptance: {
          status,
          reason: reason || justification?.replaceAll("_", " ") || `In ${name}`,
          rule: `${name}:${place}`,
          ...(justification && { justification }),
        },
      },
    ];
  });
}

function findLast(statements: readonly VexStatement[], subject: Subject): VexStatement | undefined {
  return statements.findLast((one) => covers(one, subject));
}

/** Trivy goes by the id alone; another scanner may call an advisory by another of its names. */
function listIds({ id, scanner, ...finding }: FoundFinding["finding"]): readonly string[] {
  const aliases = "aliases" in finding ? finding.aliases : undefined;
  return scanner === undefined || scanner === "trivy" ? [id] : [id, ...(aliases ?? [])];
}

/** What a finding is in. */
interface Subject {
  readonly package?: PackageUrl | undefined;
  /** As package URLs. */
  readonly images: readonly PackageUrl[];
  readonly names: readonly string[];
}

function describeSubject({ finding, target, data }: FoundFinding): Subject {
  const purl = finding.kind === "vulnerability" ? finding.package.purl : undefined;
  const named = buildImagePurls({ target, data })?.named;
  const image = named === undefined ? undefined : parsePackageUrl(named);
  return {
    package: purl === undefined ? undefined : parsePackageUrl(purl),
    images: image === undefined ? [] : [image, inTrivysWords(image)],
    names: [target.image, data.image?.reference].flatMap((name) => (name === undefined ? [] : listNames(name))),
  };
}

/** Trivy and go-containerregistry call Docker Hub by another of its names. */
function inTrivysWords(image: PackageUrl): PackageUrl {
  const address = image.qualifiers.get("repository_url") ?? "";
  if (!address.startsWith("docker.io/")) return image;
  return { ...image, qualifiers: new Map([...image.qualifiers, ["repository_url", `index.${address}`]]) };
}

/** With its digest, without it, and without its tag. */
function listNames(name: string): readonly string[] {
  const [tagged = ""] = name.split("@", 1);
  const colon = tagged.lastIndexOf(":");
  return [name, tagged, ...(colon > tagged.lastIndexOf("/") ? [tagged.slice(0, colon)] : [])];
}

function covers({ products }: VexStatement, subject: Subject): boolean {
  return products.some((product) => coversSubject(product, subject));
}

/** A product is the package itself, or the image; then with its parts, where it names some. */
function coversSubject({ of, parts }: VexProduct, { package: found, images, names }: Subject): boolean {
  const isImage = isName(of) ? names.includes(of.image) : images.some((image) => coversPackage(of, image));
  const isPackage = found !== undefined && !isName(of) && coversPackage(of, found);
  if (!isImage && !isPackage) return false;
  return parts === undefined || (found !== undefined && parts.some((part) => coversPackage(part, found)));
}

function isName(of: PackageUrl | ImageName): of is ImageName {
  return "image" in of;
}
