// What the sample clients share: a small web server whose pages are JSON.

import { createServer } from 'node:http';
import { extname } from 'node:path';

const TYPES = { '.js': 'text/javascript', '.xml': 'application/xml' };

/**
 * Serves `routes` by path; prints the root when it listens. A route takes the URL and the form that was sent,
 * and gives a URL to go to, or what to show.
 */
export function serve(routes) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
    const route = routes[url.pathname];
    if (!route) return response.writeHead(404).end();
    try {
      const answer = await route(url, await formOf(request));
      if (answer instanceof URL) return response.writeHead(302, { location: answer.href }).end();
      if (typeof answer === 'string') {
        const type = TYPES[extname(url.pathname)] ?? 'text/html';
        return response.writeHead(200, { 'content-type': type }).end(answer);
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    } catch (fault) {
      const told = { fault: fault.message, error: fault.error, cause: String(fault.cause ?? '') };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    }
  });
  server.listen(0, 'localhost', () => console.log(`http://localhost:${server.address().port}`));
}

async function formOf(request) {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return Object.fromEntries(new URLSearchParams(text));
}
