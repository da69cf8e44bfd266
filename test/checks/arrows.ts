import { listImports, type SourceFile } from "./sources.ts";

/** An import that leads from one entry of a folder, a file or a folder, to another. */
export interface Arrow {
  /** The folder that both lie in: `core/cli`; `""` for the project. */
  readonly folder: string;
  readonly from: string;
  readonly to: string;
  /** Who imports whom. */
  readonly file: string;
  readonly imported: string;
}

/** The arrows that the imports of some files make, each in the one folder where the two ways part. */
export function listArrows(sources: readonly SourceFile[]): readonly Arrow[] {
  return sources.flatMap((source) =>
    listImports(source)
      .filter((imported) => imported !== source.path)
      .map((imported) => {
        const [from, to] = [source.path.split("/"), imported.split("/")];
        const depth = from.findIndex((name, index) => name !== to[index]);
        return {
          folder: from.slice(0, depth).join("/"),
          from: from[depth] ?? "",
          to: to[depth] ?? "",
          file: source.path,
          imported,
        };
      }),
  );
}

/**
 * Says which arrows close circles between entries of one folder. Of all arrows in the circles of a folder, those are told
 * that the fewest imports make: they are most likely the ones to turn.
 */
export function findCircles(arrows: readonly Arrow[]): readonly string[] {
  const edges = new Map<string, Set<string>>();
  for (const { folder, from, to } of arrows) {
    const key = `${folder}/${from}`;
    edges.set(key, (edges.get(key) ?? new Set()).add(`${folder}/${to}`));
  }
  const reached = new Map([...edges.keys()].map((start) => [start, reach(edges, start)]));
  const inCircles = arrows.filter(({ folder, from, to }) => reached.get(`${folder}/${to}`)?.has(`${folder}/${from}`));
  const counts = new Map<string, number>();
  const least = new Map<string, number>();
  for (const arrow of inCircles) counts.set(edgeOf(arrow), (counts.get(edgeOf(arrow)) ?? 0) + 1);
  for (const arrow of inCircles) {
    const count = counts.get(edgeOf(arrow)) ?? 0;
    least.set(arrow.folder, Math.min(count, least.get(arrow.folder) ?? count));
  }
  return inCircles
    .filter((arrow) => counts.get(edgeOf(arrow)) === least.get(arrow.folder))
    .map(
      ({ folder, from, to, file, imported }) =>
        `${file} imports ${imported}: ${from} and ${to} of "${folder}" are in a circle`,
    );
}

function edgeOf({ folder, from, to }: Arrow): string {
  return `${folder}: ${from} ${to}`;
}

function reach(edges: ReadonlyMap<string, ReadonlySet<string>>, start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const other of edges.get(next) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      queue.push(other);
    }
  }
  return seen;
}
