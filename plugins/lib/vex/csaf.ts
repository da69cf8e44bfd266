import { z } from "zod";
import { JUSTIFICATIONS, type PackageUrl, parsePackageUrl } from "../../../core/kit.ts";
import { type VexDecision, VexMistake, type VexProduct, type VexStatement } from "./statement.ts";

/** How deep branches may lie in each other. */
const MAX_DEPTH = 50;
const RELATIONS: ReadonlySet<string> = new Set(["default_component_of", "installed_on", "installed_with"]);

const product = z.object({
  product_id: z.string(),
  product_identification_helper: z
    .object({ purl: z.string().optional(), purls: z.array(z.string()).optional() })
    .optional(),
});

const vulnerability = z.object({
  cve: z.string().optional(),
  product_status: z
    .object({
      known_not_affected: z.array(z.string()).optional(),
      fixed: z.array(z.string()).optional(),
    })
    .optional(),
  threats: z.array(z.object({ category: z.string(), details: z.string().optional() })).optional(),
  flags: z.array(z.object({ label: z.string() })).optional(),
});

const schema = z.object({
  product_tree: z
    .object({
      branches: z.array(z.unknown()).optional(),
      full_product_names: z.array(product).optional(),
      relationships: z
        .array(
          z.object({
            category: z.string(),
            product_reference: z.string(),
            relates_to_product_reference: z.string(),
            full_product_name: product,
          }),
        )
        .optional(),
    })
    .optional(),
  vulnerabilities: z.array(vulnerability).optional(),
});

type Document = z.output<typeof schema>;

/**
 * Reads what a CSAF document says not to be affected, or to be fixed.
 *
 * @throws {VexMistake}
 * @see https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html
 */
export function readCsaf(content: unknown): readonly VexStatement[] {
  const { data: document, error } = schema.safeParse(content);
  if (document === undefined) throw new VexMistake(`it is no CSAF: wrong is ${error.issues[0]?.path.join(".")}`);
  const products = listProducts(document);
  return (document.vulnerabilities ?? []).flatMap(
    ({ cve, product_status: said = {}, threats = [], flags = [] }, index) => {
      const reason = threats.find(({ category }) => category === "impact")?.details;
      const justification = JUSTIFICATIONS.find((known) => flags.some(({ label }) => label === known));
      const statementOf = (ids: readonly string[], decision: VexDecision): readonly VexStatement[] =>
        ids.length === 0 || cve === undefined
          ? []
          : [
              {
                ids: [cve],
                products: ids.flatMap((id) => products.get(id) ?? []),
                decision,
                place: `vulnerabilities[${index}]`,
              },
            ];
      return [
        ...statementOf(said.fixed ?? [], { status: "fixed", reason }),
        ...statementOf(said.known_not_affected ?? [], { status: "not_affected", reason, justification }),
      ];
    },
  );
}

/** What each product id stands for. */
function listProducts({ product_tree: tree = {} }: Document): ReadonlyMap<string, readonly VexProduct[]> {
  const purls = new Map<string, readonly PackageUrl[]>();
  for (const { product_id, product_identification_helper: helper = {} } of [
    ...(tree.full_product_names ?? []),
    ...(tree.branches ?? []).flatMap((branch) => listNames(branch, 0)),
  ]) {
    const texts = [helper.purl ?? [], helper.purls ?? []].flat();
    purls.set(
      product_id,
      texts.flatMap((text) => parsePackageUrl(text) ?? []),
    );
  }
  const products = new Map<string, VexProduct[]>();
  for (const [id, urls] of purls)
    products.set(
      id,
      urls.map((of) => ({ of })),
    );
  for (const { category, full_product_name: name, ...relation } of tree.relationships ?? []) {
    if (!RELATIONS.has(category)) continue;
    const parts = purls.get(relation.product_reference) ?? [];
    const around = purls.get(relation.relates_to_product_reference) ?? [];
    const known = products.get(name.product_id) ?? [];
    products.set(name.product_id, [...known, ...around.map((of) => ({ of, parts }))]);
  }
  return products;
}

const branch = z.object({ product: product.optional(), branches: z.array(z.unknown()).optional() });

function listNames(node: unknown, depth: number): readonly z.output<typeof product>[] {
  const { data } = branch.safeParse(node);
  if (data === undefined) throw new VexMistake("a branch of its product_tree is none");
  if (depth > MAX_DEPTH) throw new VexMistake("its product_tree is nested too deeply");
  return [
    ...(data.product ? [data.product] : []),
    ...(data.branches ?? []).flatMap((one) => listNames(one, depth + 1)),
  ];
}
