import { z } from "zod";

/** Text that Trivy leaves out, or writes as null, is `""`. Anything but text is odd: it would change a finding. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** Text for people only: a wrong type drops the text, never the finding. */
const note = z.string().optional().catch(undefined);

/** A list of texts: what is none is left out, never the finding. */
const notes = z.array(z.string()).optional().catch(undefined);

const labels = z.record(z.string(), z.string()).optional().catch(undefined);

const layer = z.object({ Digest: note, DiffID: note }).optional().catch(undefined);

const line = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

const vulnerability = z.object({
  VulnerabilityID: text,
  PkgName: text,
  InstalledVersion: text,
  FixedVersion: text,
  Severity: text,
  Title: note,
  Description: note,
  SeveritySource: note,
  PrimaryURL: note,
  CVSS: z.unknown().optional(),
  VendorIDs: notes,
  PkgPath: note,
  /** Since Trivy 0.49. */
  PkgIdentifier: z.object({ PURL: note }).optional().catch(undefined),
  /** Since Trivy 0.44. */
  Status: note,
  Layer: layer,
  CweIDs: notes,
  References: notes,
  PublishedDate: note,
  LastModifiedDate: note,
});

const secret = z.object({
  RuleID: text,
  Category: text,
  Severity: text,
  Title: text,
  StartLine: line,
  EndLine: line,
  Match: text,
  Layer: layer,
});

const misconfiguration = z.object({
  ID: text,
  AVDID: text,
  Aliases: notes,
  Title: text,
  Description: note,
  Message: text,
  Resolution: text,
  Severity: text,
  PrimaryURL: note,
  References: notes,
  Layer: layer,
  /** PASS, FAIL or EXCEPTION; only what failed is a finding. */
  Status: text,
  CauseMetadata: z
    .object({ Resource: note, StartLine: line, EndLine: line })
    .nullish()
    .transform((cause) => cause ?? { Resource: undefined, StartLine: 0, EndLine: 0 }),
});

/** A package that Trivy listed; they are read one by one, see `toPackages`. */
export const packageSchema = z.object({
  Name: z.string().min(1),
  Version: text,
  Release: text,
  Epoch: line,
  Identifier: z.object({ PURL: note }).optional().catch(undefined),
  FilePath: note,
  Licenses: notes,
  Layer: layer,
});

const license = z.object({
  Name: text,
  Category: text,
  Severity: text,
  PkgName: text,
  FilePath: text,
  Confidence: z
    .number()
    .nullish()
    .transform((value) => value ?? 1),
  Link: note,
});

/** What one part of a report is about. */
export const resultSchema = z.object({ Target: text, Class: text, Type: text });

/** The findings of one part of a report, by the key that Trivy has them under. */
export const findingSchemas = {
  Vulnerabilities: vulnerability,
  Secrets: secret,
  Misconfigurations: misconfiguration,
  Licenses: license,
};

/**
 * What is used of Trivy's JSON report; its results are read one by one, see `readResults`. Keys that are not used may
 * hold anything. A report without a name or of another schema version is none, so that a cut or foreign file is never
 * taken for a clean image.
 *
 * @see {@link https://trivy.dev/docs/latest/configuration/reporting/#json}
 */
export const reportSchema = z.object({
  SchemaVersion: z.literal(2),
  ArtifactName: z.string().min(1),
  /** In reports of images `container_image`. */
  ArtifactType: note,
  Metadata: z
    .object({
      ImageID: note,
      /** Since Trivy 0.62. */
      Size: z.number().optional().catch(undefined),
      RepoDigests: z.array(z.string()).nullish(),
      OS: z
        .object({ Family: note, Name: note, EOSL: z.boolean().optional().catch(undefined) })
        .nullish()
        .catch(undefined),
      DiffIDs: z.array(z.unknown()).nullish().catch(undefined),
      Layers: z.array(z.unknown()).nullish().catch(undefined),
      ImageConfig: z
        .object({
          ...{ os: note, architecture: note, variant: note, "os.version": note, created: note },
          config: z.object({ Labels: labels }).optional().catch(undefined),
        })
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
  Results: z.array(z.unknown()).nullish(),
});

/** Trivy's report on one image, as far as it is used. */
export interface TrivyReport extends Omit<z.output<typeof reportSchema>, "Results"> {
  readonly Results: readonly TrivyResult[];
  /** What is not as Trivy writes it, where there is such. */
  readonly odd?: Oddities | undefined;
}

/** What of a report's findings could not be read as it stands. */
export interface Oddities {
  /** How many findings, or lists of them. */
  readonly count: number;
  /** The first: where it is, and what is odd about it. */
  readonly first: string;
}

/** One part of a report: the OS packages, the packages of a language, the secrets or the settings of a file. */
export interface TrivyResult extends z.output<typeof resultSchema> {
  readonly Vulnerabilities: readonly TrivyVulnerability[];
  readonly Secrets: readonly TrivySecret[];
  readonly Misconfigurations: readonly TrivyMisconfiguration[];
  readonly Licenses: readonly TrivyLicense[];
  /** As Trivy wrote them: only some runs read them. */
  readonly Packages: readonly unknown[];
}
export type TrivyVulnerability = z.output<typeof vulnerability>;
export type TrivySecret = z.output<typeof secret>;
export type TrivyMisconfiguration = z.output<typeof misconfiguration>;
export type TrivyLicense = z.output<typeof license>;
