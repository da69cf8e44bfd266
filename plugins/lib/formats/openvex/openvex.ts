import { createHash } from "node:crypto";
import { plural } from "../../../../core/kit.ts";
import type { Outcome } from "../../../../core/mod.ts";
import type { FormatContext } from "../format.ts";
import { plainLine } from "../plain_text.ts";
import { toUuid } from "../to_uuid.ts";
import { Gathered } from "./gather.ts";

type Context = FormatContext<{ readonly author: string }>;

/**
 * OpenVEX 0.2.0: what was decided about vulnerabilities, for scanners that read it. A statement names a vulnerability, what
 * holds for it, and all images and packages that it holds for. Findings that nobody has accepted are not in it.
 *
 * @see {@link https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md}
 */
export async function* formatOpenvex(outcomes: AsyncIterable<Outcome>, ctx: Context): AsyncGenerator<string> {
  const gathered = new Gathered(ctx.path);
  try {
    for await (const outcome of outcomes) await gathered.add(outcome);
    const sum = createHash("sha1");
    let isEmpty = true;
    for await (const piece of listPieces(gathered, ctx)) {
      sum.update(piece);
      yield piece;
      isEmpty &&= !piece.startsWith("\n");
    }
    // Equal content has an equal name; readers do not mind where it stands.
    yield `\n],"@id":"urn:uuid:${toUuid(sum.digest())}"}\n`;
    if (isEmpty)
      ctx.warn("OpenVEX: no vulnerability is accepted: the file has no statement, which some readers refuse");
    warnOfLimits(gathered, ctx);
  } finally {
    await gathered.close();
  }
}

/** All of the document but its name. */
async function* listPieces(gathered: Gathered, { run, version, options }: Context): AsyncGenerator<string> {
  const head = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    author: plainLine(options.author, 500) || "hullscan",
    timestamp: new Date(Math.max(gathered.endedAt, run.startedAt.getTime())).toISOString(),
    version: 1,
    tooling: `hullscan ${version}`,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"statements":[`;
  let separator = "\n";
  for await (const statement of gathered.statements()) {
    yield `${separator}${statement}`;
    separator = ",\n";
  }
}

function warnOfLimits({ others, disputed, unknown, doubts }: Gathered, { warn, summary }: Context): void {
  const left = Object.entries(others).flatMap(([kind, count]) =>
    count > 0 ? [plural(count, `accepted ${kind}`)] : [],
  );
  if (left.length > 0) warn(`OpenVEX: left out ${left.join(", ")}: it has a place for vulnerabilities only`);
  if (disputed > 0) {
    const them = "the same package has the same vulnerability without that rule, and a reader would hide both";
    warn(`OpenVEX: left out ${plural(disputed, "finding")} that a rule calls harmless: ${them}`);
  }
  if (unknown > 0)
    warn(`OpenVEX: ${plural(unknown, "finding")} in images without a digest, which no reader knows again`);
  if (doubts.total > 0) warn(`OpenVEX: some images may have more accepted findings (${doubts})`);
  if (summary().interrupted) warn("OpenVEX: the run was interrupted, and not all images are in it");
}
