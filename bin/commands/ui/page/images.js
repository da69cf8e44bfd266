import { ask } from "./api.js";
import { countsOf, field, form, formatMinute, linkTo, textOf, timeOf } from "./fields.js";
import { showTable } from "./show_table.js";

/** All images as of their last scans, the worst first. */
export async function showImages({ body, words, signal }) {
  const q = words.get("q") ?? "";
  const fields = { q: field("In the name", { type: "search", value: q, placeholder: "nginx, team-a/" }) };
  body.append(form("images", fields, "Filter"));
  const { images, total, neverScanned } = await ask("images", { q }, signal);
  const columns = {
    image: textOf("Image", images, ({ image }) => image, {
      size: "minmax(14rem, 3fr)",
      second: ({ platform, pipeline, owner }) => [platform, pipeline, owner].filter(Boolean).join(" · "),
    }),
    status: textOf("Status", images, describeStatus, {
      second: ({ caveats, failure }) => [failure, caveats].filter(Boolean).join(" · "),
    }),
    ...countsOf(images),
    looked: timeOf("Scanned (UTC)", images, ({ lookedAt }) => lookedAt),
    since: timeOf("Unchanged since", images, ({ unchangedSince }) => unchangedSince),
  };
  const never = neverScanned > 0 ? `${neverScanned} more could never be scanned` : "";
  const more = total > images.length ? "Filter by name to see others" : "";
  const open = (row) => {
    location.hash = linkTo("image", { name: images[row].image });
  };
  showTable(body, {
    ...{ title: "Images", columns, count: images.length, total, open },
    more: [more, never].filter(Boolean).join(". "),
  });
}

function describeStatus({ failure, caveats, lookedAt }) {
  if (failure) return `not scanned since ${formatMinute(lookedAt).slice(0, 10)}`;
  return caveats === "" ? "scanned" : "scanned, with caveats";
}
