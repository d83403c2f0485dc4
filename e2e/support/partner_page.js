// The pages of a partner's identity provider, whatever it speaks.

export const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export const page = (name, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<title>${escaped(name)}</title><h1>${escaped(name)}</h1>${body}</html>`;

/** Where its people say who they are, or don't. */
export const signInForm = (hint = '') => `<form method="post"><p>You come as ${escaped(hint)}.</p>
<label>Account <input name="account" autofocus></label>
<button>Sign in</button> <button name="cancel" value="yes">Cancel</button></form>`;

/** Sends a page. */
export function respond(response, status, html) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

/** The body of a request, as text. */
export async function bodyOf(request) {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}
