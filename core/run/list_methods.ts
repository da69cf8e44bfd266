const methods: unknown[] = Array.prototype;

/**
 * Whether the methods of a list are those of all lists of this realm: none of them is its own, or of a class.
 *
 * Each is named, so that the engine compiles this to nearly nothing. `Reflect.ownKeys()` makes a text for each index,
 * which takes fifty times as long.
 */
export function hasListMethods(list: unknown[]): boolean {
  return (
    list[Symbol.iterator] === methods[Symbol.iterator] &&
    list.at === methods.at &&
    list.concat === methods.concat &&
    list.copyWithin === methods.copyWithin &&
    list.fill === methods.fill &&
    list.find === methods.find &&
    list.findIndex === methods.findIndex &&
    list.findLast === methods.findLast &&
    list.findLastIndex === methods.findLastIndex &&
    list.lastIndexOf === methods.lastIndexOf &&
    list.pop === methods.pop &&
    list.push === methods.push &&
    list.reverse === methods.reverse &&
    list.shift === methods.shift &&
    list.unshift === methods.unshift &&
    list.slice === methods.slice &&
    list.sort === methods.sort &&
    list.splice === methods.splice &&
    list.includes === methods.includes &&
    list.indexOf === methods.indexOf &&
    list.join === methods.join &&
    list.keys === methods.keys &&
    list.entries === methods.entries &&
    list.values === methods.values &&
    list.forEach === methods.forEach &&
    list.filter === methods.filter &&
    list.flat === methods.flat &&
    list.flatMap === methods.flatMap &&
    list.map === methods.map &&
    list.every === methods.every &&
    list.some === methods.some &&
    list.reduce === methods.reduce &&
    list.reduceRight === methods.reduceRight &&
    list.toLocaleString === methods.toLocaleString &&
    list.toString === methods.toString &&
    list.toReversed === methods.toReversed &&
    list.toSorted === methods.toSorted &&
    list.toSpliced === methods.toSpliced &&
    list.with === methods.with
  );
}
