import { SEVERITIES } from "./load_data.js";

/** What is looked for, in small letters, once for each thing that findings share. */
export function buildIndex(data) {
  const lower = (...texts) => texts.filter(Boolean).join("\n").toLowerCase();
  const advisories = data.advisories.map(({ id, title, aliases, cwes }) => lower(id, title, aliases, cwes));
  return {
    issues: data.issues.map(({ advisory, name, installed, component, fixed }) =>
      lower(advisories[advisory], name, installed, component, fixed),
    ),
    images: data.images.map(({ name, digest, os, owner }) => lower(name, digest, os, owner)),
    places: data.places.map(({ path, text, layerId }) => lower(path, text, layerId)),
  };
}

/**
 * Which findings a state lets through: a 1 for each that it does. Each word must be in the finding's issue, its image or
 * its place.
 */
export function selectFindings(data, index, state) {
  const issues = selectIssues(data, state);
  const images = selectImages(data, state);
  const hits = listWords(state.q).map((word) => {
    const find = (texts) => Uint8Array.from(texts, (text) => (text.includes(word) ? 1 : 0));
    return { issues: find(index.issues), images: find(index.images), places: find(index.places) };
  });
  const selected = new Uint8Array(data.count);
  for (let row = 0; row < data.count; row += 1) {
    const [issue, image] = [data.issueOf[row], data.imageOf[row]];
    if (issues[issue] === 0 || images[image] === 0) continue;
    if (data.acceptedOf[row] !== 0 && state.accepted === "") continue;
    if (data.isNew[row] === 0 && state.new !== "") continue;
    const place = data.placeOf[row];
    if (hits.every((hit) => hit.issues[issue] || hit.images[image] || hit.places[place])) selected[row] = 1;
  }
  return selected;
}

function selectIssues({ issues, advisories }, { severity, kind, fixable, exploited, view }) {
  const severities = severity.split(",").filter(Boolean);
  const wanted = view === "secrets" ? "secret" : view === "advisories" ? "vulnerability" : kind;
  return Uint8Array.from(issues, (issue) => {
    if (severities.length > 0 && !severities.includes(SEVERITIES[issue.severity])) return 0;
    if (wanted !== "" && advisories[issue.advisory].kind !== wanted) return 0;
    if (exploited !== "" && advisories[issue.advisory].kev === undefined) return 0;
    return fixable === "" || issue.fixed !== "" ? 1 : 0;
  });
}

/** The image of that name; where there is none, all with that in their names. Of an owner only his. */
export function selectImages({ images }, { image: name, owner }) {
  const isExact = images.some((image) => image.name === name);
  const part = name.toLowerCase();
  return Uint8Array.from(images, (image) => {
    if (owner !== "" && image.owner !== owner) return 0;
    return (isExact ? image.name === name : image.name.toLowerCase().includes(part)) ? 1 : 0;
  });
}

/** The words of a search. */
export function listWords(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}
