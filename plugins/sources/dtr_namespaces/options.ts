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
    .describe("The file that names the namespaces; a relative path starts at the config's folder"),
  namespaces: z.array(namespace).min(1).optional().describe("The namespaces themselves, instead of a file"),
  includeRepositories: globs.describe("Only repositories that one of these globs matches: `api-*`, `dev/api`"),
  excludeRepositories: globs.describe("No repositories that one of these globs matches"),
  includeTags: globs.describe("Only tags that one of these globs matches: `v*`"),
  excludeTags: globs.describe("No tags that one of these globs matches"),
  registry: z
    .string()
    .min(1)
    .optional()
    .describe("What images are named with (`dtr.example.com:5000`) where that is not the host of `url`"),
  severityLevel: z
    .literal([1, 2, 3, 4, 5])
    .default(4)
    .describe("The least severity that a scanner after this source reports: 1 UNKNOWN and up ... 5 CRITICAL only"),
});

/** What a user may give to `dtrNamespaces()`. */
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
