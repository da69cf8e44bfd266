export const SEVERITIES = ["unknown", "low", "medium", "high", "critical"];

/**
 * Loads what the page holds. Advisories, issues (a finding without its image and place) and images are lists; a finding is
 * a number, and its parts are in columns by that number.
 */
export async function loadData() {
  const elements = [...document.querySelectorAll("script.data")];
  const data = { advisories: [], issues: [], images: [], places: [], acceptances: [""], count: 0 };
  for await (const line of listLines(elements)) addLine(data, line);
  for (const element of elements) element.remove();
  return data;
}

function addLine(data, [type, ...values]) {
  if (type === "run") {
    const [run] = values;
    Object.assign(data, { run });
    for (const column of ["issueOf", "imageOf", "placeOf", "acceptedOf"]) data[column] = new Uint32Array(run.findings);
    data.isNew = new Uint8Array(run.findings);
  } else if (type === "advisory") data.advisories.push(values[0]);
  else if (type === "acceptance") data.acceptances.push(values[0]);
  else if (type === "issue") {
    const [advisory, severity, risk, name = "", installed = "", component = "", fixed = "", state = ""] = values;
    data.issues.push({ advisory, severity, risk, name, installed, component, fixed, state });
  } else if (type === "image") addImage(data, values);
}

function addImage(data, [image, issues, places, distinct, accepted, news]) {
  for (const index of news) data.isNew[data.count + index] = 1;
  for (const [index, acceptance] of accepted) data.acceptedOf[data.count + index] = acceptance;
  const first = data.places.length;
  for (const [path, line, layer, layerId, text = ""] of distinct)
    data.places.push({ path, line, layer, layerId, text });
  for (let index = 0; index < issues.length; index += 1) {
    data.issueOf[data.count] = issues[index];
    data.imageOf[data.count] = data.images.length;
    data.placeOf[data.count] = first + places[index];
    data.count += 1;
  }
  data.images.push(image);
}

/** The elements of an array with one a line: never one text, as that may be longer than a browser holds. */
async function* listLines(elements) {
  let rest = "";
  for await (const text of listTexts(elements)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("[") && line !== "[") yield JSON.parse(line.replace(/,$/, ""));
    }
  }
}

/** Ten times as quick as `Uint8Array.from()` with a function. */
function decodeBytes(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

async function* listTexts(elements) {
  if (elements[0]?.type === "application/json") {
    yield elements[0].textContent;
    return;
  }
  const packed = new ReadableStream({
    pull(controller) {
      const element = elements[this.next++];
      if (element === undefined) controller.close();
      else controller.enqueue(decodeBytes(element.textContent));
    },
    next: 0,
  });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).pipeThrough(new TextDecoderStream()).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}
