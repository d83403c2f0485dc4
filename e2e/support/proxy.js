// What stands before several nodes: each request goes to the next of them, whoever sends it.

import { once } from 'node:events';
import http from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Listens on a free port. `nodes` are to be filled in with the nodes' ports. */
export async function startProxy() {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = new Proxy(server);
  server.on('request', (request, response) => proxy.pass(request, response));
  return proxy;
}

class Proxy {
  #server;
  #turn = 0;
  #rest = 0;

  constructor(server) {
    this.#server = server;
    this.root = `http://127.0.0.1:${server.address().port}`;
    this.nodes = [];
    /** What was passed: method, path without a query, and the number of the node that answered. */
    this.log = [];
  }

  /** The next request goes to this node. */
  next(node) {
    this.#turn = node;
  }

  /** The node that answered the last request of this kind. */
  nodeOf(method, path) {
    const found = this.log.findLast((one) => one.method === method && path.test(one.path));
    if (!found) throw new Error(`nobody asked for ${method} ${path}`);
    return found.node;
  }

  async pass(request, response) {
    const body = await buffer(request);
    // Pictures and styles take no turn, or how many of them a page has would say where its form goes.
    const isPage = !/^\/(assets|favicon)/.test(request.url);
    const first = isPage ? this.#turn++ : this.#rest++;
    for (let tries = 0; tries < this.nodes.length; tries += 1) {
      const node = (first + tries) % this.nodes.length;
      const answer = await ask(this.nodes[node], request, body).catch((fault) => fault);
      // One that is gone has done nothing: the next is asked. One that broke off might have.
      if (answer.code === 'ECONNREFUSED') continue;
      if (answer instanceof Error) break;
      if (isPage) this.log.push({ method: request.method, path: request.url.split('?')[0], node });
      response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
      answer.pipe(response);
      return;
    }
    response.writeHead(502).end();
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

async function ask(port, { method, url, rawHeaders }, body) {
  const passed = http.request({ port, host: '127.0.0.1', method, path: url, headers: rawHeaders, agent: false });
  passed.end(body);
  const [answer] = await once(passed, 'response');
  return answer;
}
