/**
 * Asks the server a question. What goes wrong is an error with what to do about it.
 *
 * @param words What is asked for, by name; empty texts are left out
 */
export async function ask(name, words = {}, signal = undefined) {
  const query = new URLSearchParams(Object.entries(words).filter(([, word]) => word !== ""));
  let response;
  try {
    response = await fetch(`/api/${name}?${query}`, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw problem("The page cannot reach scan ui", "It has ended: start it again, and open the address that it prints");
  }
  if (response.status === 401 || response.status === 403) {
    throw problem("This page is not let in any more", "Open the address that scan ui has printed");
  }
  const answer = await response.json();
  if (answer.error === undefined) return answer;
  throw problem(answer.error.message, answer.error.hint);
}

function problem(message, hint) {
  return Object.assign(new Error(message), { hint });
}
