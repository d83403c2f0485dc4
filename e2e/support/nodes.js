// Two nodes of one server, as they run for being there always: the same database, keys and public URL, and a proxy
// before them that sends each request to the other one.

import { startProxy } from './proxy.js';
import { another, prepare } from './server.js';
import { startSmtp } from './smtp.js';
import { until } from './until.js';

/** Starts them on a database of their own at the PostgreSQL server of `postgres`. `environment` are variables for them. */
export async function startNodes({ postgres, environment }) {
  const [smtp, proxy] = await Promise.all([startSmtp(), startProxy()]);
  const first = await prepare({ mail: smtp.port, postgres, root: proxy.root, more: environment });
  const nodes = [first, await another(first)];
  proxy.nodes = nodes.map((node) => node.port);
  // At once: one of them migrates, and both go on.
  await Promise.all(nodes.map((node) => node.start()));
  return new Nodes(nodes, { smtp, proxy });
}

class Nodes {
  #smtp;
  #read = new Set();

  constructor(nodes, { smtp, proxy }) {
    this.#smtp = smtp;
    this.all = nodes;
    this.proxy = proxy;
    this.root = proxy.root;
    this.database = nodes[0].database;
    this.administrator = nodes[0].administrator;
  }

  /** The mails to somebody. */
  mailsTo(address) {
    return this.#smtp.mails.filter((mail) => mail.to.includes(address));
  }

  /** Waits for a mail to this address that was not asked for before. */
  async nextMail(address) {
    return until(`a mail to ${address}`, () => {
      const found = this.mailsTo(address).find((mail) => !this.#read.has(mail));
      if (found) this.#read.add(found);
      return found && { ...found, links: [found.link] };
    });
  }

  /** Runs a command of `hospes`; gives what it prints. */
  command(...words) {
    return this.all[0].command(...words);
  }

  /** Ends a node as a power cut would. */
  kill(node) {
    return this.all[node].end('SIGKILL');
  }

  /** Starts a node that was killed: it remembers nothing of what the providers said. */
  start(node) {
    return this.all[node].start();
  }

  async stop() {
    await this.proxy.stop();
    // The first made the database and takes it away.
    for (const node of this.all.toReversed()) await node.dispose();
    await this.#smtp.stop();
  }
}
