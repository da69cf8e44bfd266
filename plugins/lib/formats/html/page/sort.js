/** For each text its place in alphabetical order, numbers in texts by their value. The same texts have the same place. */
export function rankTexts(texts) {
  const distinct = [...new Set(texts)];
  const collator = new Intl.Collator("en", { numeric: true });
  distinct.sort(distinct.length > 50_000 ? undefined : collator.compare);
  const ranks = new Map(distinct.map((text, rank) => [text, rank]));
  return Uint32Array.from(texts, (text) => ranks.get(text));
}

/** Sorts numbered rows by a number for each; those with the same number keep their order. Quick for millions of rows. */
export function sortRows(rows, keyOf, isDescending) {
  const keys = new Float64Array(rows.length);
  let highest = 0;
  for (let index = 0; index < rows.length; index += 1) {
    keys[index] = keyOf(rows[index]);
    highest = Math.max(highest, keys[index]);
  }
  for (let index = 0; index < rows.length; index += 1) {
    const key = isDescending ? highest - keys[index] : keys[index];
    keys[index] = key * rows.length + index;
  }
  keys.sort();
  return Uint32Array.from(keys, (key) => rows[key % rows.length]);
}
