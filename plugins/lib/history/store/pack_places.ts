/** Writes numbers of layers as `1x250 3 2x4`: findings of one layer mostly stand together. */
export function packPlaces(places: readonly number[]): string {
  const runs: { place: number; count: number }[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last?.place === place) last.count += 1;
    else runs.push({ place, count: 1 });
  }
  return runs.map(({ place, count }) => (count === 1 ? String(place) : `${place}x${count}`)).join(" ");
}

/** Reads what {@linkcode packPlaces} has written, `count` numbers: what is missing or wrong is 0. */
export function unpackPlaces(text: string, count: number): Uint16Array {
  const places = new Uint16Array(count);
  let at = 0;
  for (const [, place = "", times = "1"] of text.matchAll(/(\d{1,5})(?:x(\d{1,9}))?/g)) {
    const end = Math.min(count, at + Number(times));
    places.fill(Number(place), at, end);
    at = end;
  }
  return places;
}
