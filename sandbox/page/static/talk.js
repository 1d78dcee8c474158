// Talking with the page's server: JSON there and back, and news when something changed.

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** Post JSON. Gives {refused: words} when the server would not do it. */
export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const type = answer.headers.get("Content-Type") || "";
  if (type.startsWith("application/json")) return answer.json();
  return { refused: await answer.text() };
}

/** Call `refresh` now and whenever something changed; never two at once, and once more if news came meanwhile. */
export function follow(path, refresh) {
  let busy = false;
  let again = false;
  async function run() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      do {
        again = false;
        await refresh();
      } while (again);
    } catch (problem) {
      console.warn(problem.message); // the server is away; the stream says when it is back
    } finally {
      busy = false;
    }
  }
  new EventSource(path).onmessage = run;
  return run;
}
