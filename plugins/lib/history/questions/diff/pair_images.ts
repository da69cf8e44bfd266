import type { SideImage } from "./side.ts";

/** An image of one side, and what is compared with it on the other one. */
export type Pair =
  | { readonly a: SideImage; readonly b: SideImage }
  | { readonly a: SideImage; readonly b?: undefined }
  | { readonly a?: undefined; readonly b: SideImage };

/**
 * Pairs the images of two sides by their names. A name that only one side has is paired with the only such name that the
 * other side has in the same repository: a new tag with the old one.
 */
export function pairImages(a: readonly SideImage[], b: readonly SideImage[]): readonly Pair[] {
  const [ofA, ofB] = [index(a, nameOf), index(b, nameOf)];
  const both = a.flatMap((image): Pair[] => {
    const [other] = ofB.get(nameOf(image)) ?? [];
    return other === undefined ? [] : [{ a: image, b: other }];
  });
  const onlyA = a.filter((image) => !ofB.has(nameOf(image)));
  const onlyB = b.filter((image) => !ofA.has(nameOf(image)));
  const [inA, inB] = [index(onlyA, placeOf), index(onlyB, placeOf)];
  const findOnly = (image: SideImage, own: typeof inA, others: typeof inA) => {
    const found = others.get(placeOf(image)) ?? [];
    return found.length === 1 && own.get(placeOf(image))?.length === 1 ? found[0] : undefined;
  };
  return [
    ...both,
    ...onlyA.map((image): Pair => {
      const other = findOnly(image, inA, inB);
      return other === undefined ? { a: image } : { a: image, b: other };
    }),
    ...onlyB.flatMap((image): Pair[] => (findOnly(image, inB, inA) === undefined ? [{ b: image }] : [])),
  ];
}

/** Pairs two images by platform, whatever they are called; the only one of each side also where platforms differ. */
export function pairNamed(a: readonly SideImage[], b: readonly SideImage[]): readonly Pair[] {
  const [first] = a;
  const [other] = b;
  if (a.length === 1 && b.length === 1 && first !== undefined && other !== undefined) return [{ a: first, b: other }];
  const platforms = [...new Set([...a, ...b].map(({ platform }) => platform))];
  return platforms.flatMap((platform): Pair[] => {
    const one = a.find((image) => image.platform === platform);
    const two = b.find((image) => image.platform === platform);
    if (one !== undefined) return [two === undefined ? { a: one } : { a: one, b: two }];
    return two === undefined ? [] : [{ b: two }];
  });
}

function index(images: readonly SideImage[], keyOf: (image: SideImage) => string): ReadonlyMap<string, SideImage[]> {
  const groups = new Map<string, SideImage[]>();
  for (const image of images) groups.set(keyOf(image), [...(groups.get(keyOf(image)) ?? []), image]);
  return groups;
}

function nameOf({ name, platform }: SideImage): string {
  return `${platform} ${name}`;
}

function placeOf({ repository, platform }: SideImage): string {
  return `${platform} ${repository}`;
}
