import { z } from "zod";
import type { ScanData } from "../../../core/mod.ts";
import type { FormatEntry } from "../../lib/formats/format.ts";
import { FORMATS, type FormatName } from "../../lib/formats/formats.ts";

const path = z.string().min(1);

/** Where a report goes: a path, `true` for its usual name, or an object with the format's own options. */
function toOption({ fileName, description, options }: (typeof FORMATS)[FormatName]) {
  const object = z.strictObject({ file: path.optional().describe(`The file; \`${fileName}\` by default`), ...options });
  const text = `${description[0]?.toUpperCase()}${description.slice(1)}; \`true\` names it \`${fileName}\``;
  return z
    .union([path, z.literal(true), object])
    .optional()
    .describe(text);
}

type ReportShape = { [Name in FormatName]: ReturnType<typeof toOption> };

/** The options of the `report` sink: a file for each format. */
export const reportOptions = z
  .strictObject(
    Object.fromEntries(Object.entries(FORMATS).map(([name, entry]) => [name, toOption(entry)])) as ReportShape,
  )
  .refine((formats) => Object.values(formats).some((value) => value !== undefined), {
    error: `names no format: there are ${Object.keys(FORMATS).join(", ")}`,
  });

/** Options of `report()`. */
export type ReportOptions = z.input<typeof reportOptions>;

/** One report to write. */
export interface WantedReport {
  readonly name: FormatName;
  /** As the user gives it, or the usual name. */
  readonly file: string;
  /** The format's own options, with their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The reports that options ask for. */
export function listReports(formats: z.output<typeof reportOptions>): readonly WantedReport[] {
  return (Object.entries(formats) as [FormatName, ReportShape[FormatName]["_zod"]["output"]][]).flatMap(
    ([name, value]) => {
      if (value === undefined) return [];
      const { fileName, options: shape } = FORMATS[name];
      const { file = fileName, ...options } =
        typeof value === "object" ? value : { file: value === true ? fileName : value };
      // What is given by its name alone has the defaults of its options.
      return [{ name, file, options: { ...z.object(shape).parse({}), ...options } }];
    },
  );
}

/** The data that a format writes more with. */
export function listWants(name: FormatName): readonly (keyof ScanData)[] {
  const { wants = [] }: FormatEntry = FORMATS[name];
  return wants;
}
