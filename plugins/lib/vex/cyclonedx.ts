import { z } from "zod";
import { findNearest, isRecord, type Justification, type PackageUrl, parsePackageUrl } from "../../../core/kit.ts";
import { type ImageName, type VexDecision, VexMistake, type VexStatement } from "./statement.ts";

const STATUS = {
  not_affected: "not_affected",
  false_positive: "not_affected",
  resolved: "fixed",
  resolved_with_pedigree: "fixed",
  exploitable: undefined,
  in_triage: undefined,
} as const;

const JUSTIFICATION: Readonly<Record<string, Justification>> = {
  code_not_present: "vulnerable_code_not_present",
  code_not_reachable: "vulnerable_code_not_in_execute_path",
  requires_configuration: "vulnerable_code_cannot_be_controlled_by_adversary",
  requires_dependency: "vulnerable_code_cannot_be_controlled_by_adversary",
  requires_environment: "vulnerable_code_cannot_be_controlled_by_adversary",
  protected_by_compiler: "inline_mitigations_already_exist",
  protected_at_runtime: "inline_mitigations_already_exist",
  protected_at_perimeter: "inline_mitigations_already_exist",
  protected_by_mitigating_control: "inline_mitigations_already_exist",
};

const component = z.object({
  type: z.string().optional(),
  name: z.string().optional(),
  version: z.string().optional(),
  "bom-ref": z.string().optional(),
  purl: z.string().optional(),
});

const schema = z.object({
  metadata: z.object({ component: component.optional() }).optional(),
  components: z.array(component).optional(),
  vulnerabilities: z
    .array(
      z.object({
        id: z.string().optional(),
        references: z.array(z.object({ id: z.string().optional() })).optional(),
        analysis: z
          .object({ state: z.string().optional(), justification: z.string().optional(), detail: z.string().optional() })
          .optional(),
        affects: z.array(z.object({ ref: z.string() })).optional(),
      }),
    )
    .optional(),
});

type Document = z.output<typeof schema>;

/**
 * Reads the analyses of a CycloneDX document. One that is about an image (`metadata.component`) holds for that image alone.
 *
 * @throws {VexMistake}
 * @see https://cyclonedx.org/docs/1.6/json/#vulnerabilities
 */
export function readCyclonedx(content: unknown): readonly VexStatement[] {
  const { data: document, error } = schema.safeParse(content);
  if (document === undefined) throw new VexMistake(`it is no CycloneDX: wrong is ${error.issues[0]?.path.join(".")}`);
  const image = findImage(document);
  const refs = new Map((document.components ?? []).map((one) => [one["bom-ref"] ?? one.purl, one.purl]));
  const own = document.metadata?.component?.["bom-ref"];

  function findPackage(ref: string): PackageUrl | undefined {
    const local = ref.startsWith("urn:cdx:") ? decode(ref.slice(ref.indexOf("#") + 1)) : ref;
    return parsePackageUrl(refs.get(local) ?? local);
  }

  return (document.vulnerabilities ?? []).map(({ id, references = [], analysis, affects = [] }, index) => {
    const place = `vulnerabilities[${index}]`;
    const decision = readDecision(analysis, place);
    const products = affects.flatMap(({ ref }) => {
      if (image !== undefined && ref === own) return [{ of: image }];
      const found = findPackage(ref);
      if (found === undefined) return [];
      return found.type === "oci" || image === undefined ? [{ of: found }] : [{ of: image, parts: [found] }];
    });
    const ids = [id, ...references.map((reference) => reference.id)].flatMap((one) => one || []);
    return { ids, products, place, ...(decision && { decision }) };
  });
}

function readDecision(analysis: NonNullable<Document["vulnerabilities"]>[number]["analysis"], place: string) {
  const { state, justification = "", detail } = analysis ?? {};
  if (state === undefined) return undefined;
  if (!Object.hasOwn(STATUS, state)) {
    const nearest = findNearest(state, Object.keys(STATUS));
    const mean =
      nearest === undefined ? `expected one of ${Object.keys(STATUS).join(", ")}` : `did you mean "${nearest}"?`;
    throw new VexMistake(`the state of ${place} is ${JSON.stringify(state.slice(0, 60))}; ${mean}`);
  }
  const status = STATUS[state as keyof typeof STATUS];
  if (status === undefined) return undefined;
  const known = Object.hasOwn(JUSTIFICATION, justification) ? JUSTIFICATION[justification] : undefined;
  return { status, reason: detail, justification: known } satisfies VexDecision;
}

/** The image that a document is about, where it is about one. */
function findImage({ metadata }: Document): PackageUrl | ImageName | undefined {
  const { type, purl, name, version } = metadata?.component ?? {};
  const url = purl === undefined ? undefined : parsePackageUrl(purl);
  if (url?.type === "oci") return url;
  if (type !== "container" || name === undefined) return undefined;
  const isWhole = version === undefined || version.startsWith("sha256:") || name.endsWith(`:${version}`);
  return { image: isWhole ? name : `${name}:${version}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a document says that it is one. */
export function isCyclonedx(content: unknown): boolean {
  return isRecord(content) && content.bomFormat === "CycloneDX";
}
