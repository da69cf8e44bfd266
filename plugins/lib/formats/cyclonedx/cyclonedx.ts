import { createHash } from "node:crypto";
import { plural } from "../../../../core/kit.ts";
import type { Outcome } from "../../../../core/mod.ts";
import { INTERRUPTED } from "../doubts.ts";
import type { FormatContext } from "../format.ts";
import { plainLine } from "../plain_text.ts";
import { toUuid } from "../to_uuid.ts";
import { toProperties } from "./component.ts";
import { Gathered } from "./gather.ts";

/** The component that stands for a run of several images. */
const RUN_REF = "run";

/**
 * CycloneDX 1.6: images and their packages as components, with what was found in them. Of one image the file is its bill of
 * materials; of several, each image is a component with its packages below it. It never says of a list that it is complete.
 *
 * @see {@link https://cyclonedx.org/docs/1.6/json/}
 */
export async function* formatCyclonedx(outcomes: AsyncIterable<Outcome>, ctx: FormatContext): AsyncGenerator<string> {
  const gathered = new Gathered(ctx.path);
  try {
    for await (const outcome of outcomes) await gathered.add(outcome);
    const sum = createHash("sha1");
    for await (const piece of listPieces(gathered, ctx)) {
      sum.update(piece);
      yield piece;
    }
    // Equal content has an equal number; readers do not mind where it stands.
    yield `,"serialNumber":"urn:uuid:${toUuid(sum.digest())}"}\n`;
    warnOfLimits(gathered, ctx);
  } finally {
    await gathered.close();
  }
}

async function* listPieces(gathered: Gathered, { run, version, summary }: FormatContext): AsyncGenerator<string> {
  const images = gathered.images();
  const [only] = images;
  const isSingle = images.length === 1 && !summary().interrupted;
  yield '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":';
  const component =
    isSingle && only
      ? JSON.parse(await gathered.read(only.head))
      : {
          type: "application",
          "bom-ref": RUN_REF,
          name: plainLine(run.label, 200) || "run",
          properties: toProperties([["interrupted", summary().interrupted ? INTERRUPTED : undefined]]),
        };
  yield JSON.stringify({
    timestamp: new Date(Math.max(gathered.endedAt, run.startedAt.getTime())).toISOString(),
    tools: { components: [toTool("hullscan", version), ...listScanners(gathered)] },
    component,
  });
  yield ',\n"components":';
  if (isSingle && only) yield await gathered.read(only.packages);
  else yield* listImages(gathered);
  yield ',\n"vulnerabilities":[';
  let separator = "\n";
  for await (const pieces of gathered.vulnerabilities()) {
    yield separator;
    yield* pieces;
    separator = ",\n";
  }
  yield `\n],\n"compositions":${JSON.stringify(listCompositions(gathered, summary().interrupted))}`;
}

async function* listImages(gathered: Gathered): AsyncGenerator<string> {
  yield "[";
  for (const [index, { head, packages }] of gathered.images().entries()) {
    const image = await gathered.read(head);
    yield `${index === 0 ? "\n" : ",\n"}${image.slice(0, -1)},"components":`;
    yield await gathered.read(packages);
    yield "}";
  }
  yield "\n]";
}

/** Which lists of packages lack some for certain; of the others nobody knows. */
function listCompositions(gathered: Gathered, isInterrupted: boolean) {
  const images = gathered.images();
  const refs = (isIncomplete: boolean) =>
    images.filter((one) => one.isIncomplete === isIncomplete).map(({ ref }) => ref);
  const [incomplete, unknown] = [[...(isInterrupted ? [RUN_REF] : []), ...refs(true)], refs(false)];
  return [
    ...(incomplete.length > 0 ? [{ aggregate: "incomplete", assemblies: incomplete }] : []),
    ...(unknown.length > 0 ? [{ aggregate: "unknown", assemblies: unknown }] : []),
  ];
}

function listScanners({ scanners }: Gathered) {
  return [...scanners].sort().map((json) => {
    const [name = "", version = ""] = JSON.parse(json) as readonly string[];
    return toTool(name, version);
  });
}

function toTool(name: string, version: string) {
  return {
    type: "application",
    name: plainLine(name, 200) || "unknown",
    ...(version && { version: plainLine(version, 200) }),
  };
}

function warnOfLimits({ partial, others, doubts }: Gathered, { warn, summary }: FormatContext): void {
  if (partial > 0) {
    warn(
      `CycloneDX: ${plural(partial, "image")} with only those packages that have findings: no scanner listed all. ` +
        "Scan with the report in the config or with --report, not from an earlier report without packages",
    );
  }
  const left = Object.entries(others).flatMap(([kind, count]) => (count > 0 ? [plural(count, kind)] : []));
  if (left.length > 0) warn(`CycloneDX: left out ${left.join(", ")}: it has a place for vulnerabilities only`);
  if (doubts.total > 0) warn(`CycloneDX: some images may have more packages and findings (${doubts})`);
  if (summary().interrupted) warn("CycloneDX: the run was interrupted, and not all images are in it");
}
