import { z } from "zod";
import { findNearest, JUSTIFICATIONS, type PackageUrl, parsePackageUrl } from "../../../core/kit.ts";
import { type VexDecision, VexMistake, type VexProduct, type VexStatement } from "./statement.ts";

const STATUSES = ["not_affected", "affected", "fixed", "under_investigation"];

const component = z.union([
  z.string().transform((id) => ({ "@id": id, identifiers: undefined })),
  z.object({ "@id": z.string().optional(), identifiers: z.record(z.string(), z.string()).nullish() }),
]);

/** As the format says it, and as documents of its first versions have it: texts in place of objects. */
const statement = z.object({
  vulnerability: z.union([
    z.string().transform((name) => ({ name, "@id": undefined, aliases: undefined })),
    z.object({
      name: z.string().optional(),
      "@id": z.string().optional(),
      aliases: z.array(z.string()).nullish(),
    }),
  ]),
  timestamp: z.string().optional(),
  products: z
    .array(
      z.union([
        z.string().transform((id) => ({ "@id": id, identifiers: undefined, subcomponents: undefined })),
        z.object({
          "@id": z.string().optional(),
          identifiers: z.record(z.string(), z.string()).nullish(),
          subcomponents: z.array(component).nullish(),
        }),
      ]),
    )
    .nullish(),
  subcomponents: z.array(component).nullish(),
  status: z.string(),
  justification: z.string().optional(),
  impact_statement: z.string().optional(),
  status_notes: z.string().optional(),
});

const schema = z.object({ timestamp: z.string().optional(), statements: z.array(z.unknown()) });

type Statement = z.output<typeof statement>;

/**
 * Reads the statements of an OpenVEX document, the one that counts last: the newest, of several of one moment the first.
 *
 * @throws {VexMistake}
 * @see https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md
 */
export function readOpenvex(content: unknown): readonly VexStatement[] {
  const document = schema.safeParse(content).data;
  if (document === undefined) throw new VexMistake("it has no list of statements");
  const read = document.statements.map((one, index) => readStatement(one, index));
  const timeOf = ({ timestamp }: Statement) => Date.parse(timestamp ?? document.timestamp ?? "") || 0;
  const nameOf = ({ vulnerability: { name = "" } }: Statement) => name;
  return read
    .reverse()
    .sort(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : timeOf(a) - timeOf(b)))
    .map(([, statement]) => statement);
}

function readStatement(one: unknown, index: number): readonly [Statement, VexStatement] {
  const place = `statements[${index}]`;
  const { data, error } = statement.safeParse(one);
  if (data === undefined)
    throw new VexMistake(`${place} is none: wrong is ${error.issues[0]?.path.join(".") || "all of it"}`);
  const { vulnerability, products, status } = data;
  if (!STATUSES.includes(status)) {
    const nearest = findNearest(status, STATUSES);
    const mean = nearest === undefined ? `expected one of ${STATUSES.join(", ")}` : `did you mean "${nearest}"?`;
    throw new VexMistake(`the status of ${place} is ${JSON.stringify(status.slice(0, 60))}; ${mean}`);
  }
  const ids = [vulnerability.name, vulnerability["@id"], ...(vulnerability.aliases ?? [])];
  const decision = readDecision(data);
  return [
    data,
    {
      ids: ids.flatMap((id) => id || []),
      products: (products ?? []).flatMap((product) => readProduct(product, data.subcomponents ?? [])),
      place,
      ...(decision && { decision }),
    },
  ];
}

function readDecision({ status, justification, impact_statement, status_notes }: Statement): VexDecision | undefined {
  if (status !== "not_affected" && status !== "fixed") return undefined;
  return {
    status,
    reason: impact_statement || status_notes,
    justification: JUSTIFICATIONS.find((known) => known === justification),
  };
}

type Product = NonNullable<Statement["products"]>[number];
type Component = z.output<typeof component>;

function readProduct(product: Product, ofStatement: readonly Component[]): readonly VexProduct[] {
  const inside = product.subcomponents ?? ofStatement;
  const parts = inside.flatMap(listPurls);
  return listPurls(product).map((of) => (inside.length === 0 ? { of } : { of, parts }));
}

function listPurls({ "@id": id, identifiers }: Component): readonly PackageUrl[] {
  const texts = new Set([id, identifiers?.purl].filter((text) => text !== undefined));
  return [...texts].flatMap((text) => parsePackageUrl(text) ?? []);
}
