/** The element of the page with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Makes an element. Texts are put in as text only, whatever is in them: much of it comes from strangers.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A link to a web page, or its text where the address is none. */
export function webLink(address) {
  if (!/^https?:\/\//.test(address)) return address;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address);
}

/** `1,234`. */
export function formatCount(count) {
  return count.toLocaleString("en");
}
