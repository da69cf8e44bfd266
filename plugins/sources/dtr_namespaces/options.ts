import { z } from "zod";
import { connectionOptions } from "../../lib/clients/dtr/connection_options.ts";

const globs = z.array(z.string().min(1)).default([]);

const namespace = z.string().superRefine((name, { addIssue }) => {
  const message = findNameProblem(name);
  if (message !== undefined) addIssue({ code: "custom", message });
});

/** The options of the `dtr_namespaces` source. */
export const dtrNamespacesOptions = z.strictObject({
  ...connectionOptions,
  file: z
    .string()
    .min(1)
    .default("namespaces.yaml")
    .describe("The list of namespaces; a relative path starts at the config's folder"),
  namespaces: z.array(namespace).min(1).optional().describe("Namespaces, instead of a file"),
  includeRepositories: globs.describe("Only repositories that match one of these globs: `api-*`, `dev/api`"),
  excludeRepositories: globs.describe("No repositories that match one of these globs"),
  includeTags: globs.describe("Only tags that match one of these globs: `v*`"),
  excludeTags: globs.describe("No tags that match one of these globs"),
  registry: z
    .string()
    .min(1)
    .optional()
    .describe("The host in image names (`dtr.example.com:5000`). Default: the host of `url`"),
  severityLevel: z
    .literal([1, 2, 3, 4, 5])
    .default(4)
    .describe("The lowest severity that a scanner reports: 1 UNKNOWN and up ... 5 CRITICAL only"),
});

/** Options of `dtrNamespaces()`. */
export type DtrNamespacesInput = z.input<typeof dtrNamespacesOptions>;

/** The options with their defaults filled in. */
export type DtrNamespacesOptions = z.output<typeof dtrNamespacesOptions>;

/** Says why a text cannot be the name of a namespace; undefined where it can. */
export function findNameProblem(name: string): string | undefined {
  if (name.trim() === "") return "a name is missing";
  if (name.includes("/")) return `"${name}" is not a namespace: it has a slash, as a repository or an address has`;
  if (/[\s\p{Cc}]/u.test(name)) return `${JSON.stringify(name)} is not a namespace: it has white space`;
  return undefined;
}
