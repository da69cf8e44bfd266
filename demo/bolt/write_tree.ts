import { type BranchElement, branchPage, elementSize, type LeafElement, leafPage } from "./elements.ts";
import { PAGE_HEADER_SIZE, PAGE_SIZE, type Page, type PageFile } from "./page_file.ts";

const NO_KEY = new Uint8Array();

/** Writes a B+ tree from its leaves up; gives the number of its root page. The elements are in order. */
export function writeTree(elements: readonly LeafElement[], file: PageFile): number {
  return writeBranches(writeLevel(fillPages(elements, 1), leafPage, file), file);
}

function writeBranches(level: readonly BranchElement[], file: PageFile): number {
  const [first] = level;
  if (first !== undefined && level.length === 1) return first.pageId;
  // Two children at least, else very long keys would give levels that never get narrower.
  return writeBranches(writeLevel(fillPages(level, 2), branchPage, file), file);
}

/** Writes one level's pages; gives what the level above says about them. */
function writeLevel<E extends { key: Uint8Array }>(
  groups: Iterable<readonly E[]>,
  toPage: (group: readonly E[]) => Page,
  file: PageFile,
): BranchElement[] {
  return Array.from(groups, (group) => ({ key: group[0]?.key ?? NO_KEY, pageId: file.append(toPage(group)) }));
}

/** Fills one page after the other, each with `min` elements at least, also if it then runs over. No elements: one empty page. */
function* fillPages<E extends LeafElement | BranchElement>(
  elements: readonly E[],
  min: number,
): Generator<readonly E[]> {
  let group: E[] = [];
  let size = PAGE_HEADER_SIZE;
  for (const element of elements) {
    const added = elementSize(element);
    if (group.length >= min && size + added > PAGE_SIZE) {
      yield group;
      group = [];
      size = PAGE_HEADER_SIZE;
    }
    group.push(element);
    size += added;
  }
  yield group;
}
