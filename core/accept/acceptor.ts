import type { Finding } from "../model/finding.ts";
import type { Outcome } from "../model/outcome.ts";
import type { AcceptRule, FoundFinding } from "./rule.ts";

/** What became of a rule in a run. */
export interface RuleReport {
  readonly rule: AcceptRule;
  /** `ended`: its day is over. `hidden`: another rule, before it, accepts whatever it matches. `unseen`: no image of the run is its. */
  readonly state: "used" | "ended" | "unused" | "hidden" | "unseen";
  /** How many findings it accepts; of a rule that has ended, how many it would. */
  readonly findings: number;
}

/** Marks the findings that rules accept. */
export interface Acceptor {
  /** The outcome with its accepted findings marked; the same one where there are none. */
  mark(outcome: Outcome): Outcome;
  /** What became of each rule so far, in order, without those that follow from others. */
  report(): readonly RuleReport[];
}

/** What an acceptor is made of. */
export interface AcceptorOptions {
  /** The first one that matches a finding decides. */
  readonly rules: readonly AcceptRule[];
  /** @default The present moment */
  readonly now?: Date;
}

interface Tally {
  readonly rule: AcceptRule;
  readonly isOver: boolean;
  /** Its place among the rules. */
  readonly index: number;
  decided: number;
  matched: number;
  hasSeenTarget: boolean;
}

/** Makes what marks the findings of a run. A rule that ends while a run goes on holds to the run's end. */
export function createAcceptor({ rules, now = new Date() }: AcceptorOptions): Acceptor {
  if (rules.length === 0) return { mark: (outcome) => outcome, report: () => [] };
  const tallies = rules.map((rule, index): Tally => {
    const isOver = rule.endsAt !== undefined && rule.endsAt <= now.getTime();
    return { rule, isOver, index, decided: 0, matched: 0, hasSeenTarget: false };
  });
  const nameless = tallies.filter(({ rule }) => rule.ids === undefined);
  const byId = indexByName(tallies);
  // A file of another tool may have thousands of rules for whatever image: none of them is asked about each.
  const [choosy, others] = [true, false].map((isChoosy) =>
    tallies.filter(({ rule }) => (rule.coversTarget !== undefined) === isChoosy),
  ) as [Tally[], Tally[]];
  let hasSeenAny = false;

  function listCandidates(finding: Finding): readonly Tally[] {
    const { id } = finding;
    const aliases = "aliases" in finding ? finding.aliases : undefined;
    const own = byId.get(id);
    if (own === undefined && aliases === undefined) return nameless;
    const named = [own ?? [], ...(aliases ?? []).map((alias) => byId.get(alias) ?? [])].flat();
    if (named.length === 0) return nameless;
    return [...new Set([...named, ...nameless])].sort((a, b) => a.index - b.index);
  }

  /** The finding, marked where a rule accepts it. What its scanner has marked stays so. */
  function accept(found: FoundFinding, covering: ReadonlySet<Tally>): Finding {
    let decided: AcceptRule | undefined;
    if (found.finding.accepted !== undefined) return found.finding;
    for (const tally of listCandidates(found.finding)) {
      if (!(tally.rule.coversTarget === undefined || covering.has(tally)) || !tally.rule.matches(found)) continue;
      tally.matched += 1;
      if (tally.isOver || decided !== undefined) continue;
      decided = tally.rule;
      tally.decided += 1;
    }
    return decided === undefined ? found.finding : { ...found.finding, accepted: decided.acceptance };
  }

  return {
    mark(outcome) {
      const { target, data, pipeline } = outcome;
      if (data.findings === undefined) return outcome;
      const covering = new Set(choosy.filter(({ rule }) => rule.coversTarget?.({ target, data, pipeline })));
      for (const tally of covering) tally.hasSeenTarget = true;
      if (!hasSeenAny) for (const tally of others) tally.hasSeenTarget = true;
      hasSeenAny = true;
      if (covering.size === 0 && others.length === 0) return outcome;
      const marked = data.findings.map((finding) => accept({ finding, target, data, pipeline }, covering));
      const isSame = marked.every((finding, index) => finding === data.findings?.[index]);
      return isSame ? outcome : { ...outcome, data: { ...data, findings: marked } };
    },
    report: () => tallies.filter(({ rule }) => rule.isImplied !== true).map(describe),
  };
}

function indexByName(tallies: readonly Tally[]): ReadonlyMap<string, readonly Tally[]> {
  const byId = new Map<string, Tally[]>();
  for (const tally of tallies) {
    for (const id of new Set(tally.rule.ids)) {
      const known = byId.get(id);
      if (known) known.push(tally);
      else byId.set(id, [tally]);
    }
  }
  return byId;
}

function describe({ rule, isOver, decided, matched, hasSeenTarget }: Tally): RuleReport {
  if (isOver) return { rule, state: "ended", findings: matched };
  if (decided > 0) return { rule, state: "used", findings: decided };
  if (matched > 0) return { rule, state: "hidden", findings: 0 };
  return { rule, state: hasSeenTarget ? "unused" : "unseen", findings: 0 };
}
