// A mail server that keeps what it is given.

import { once } from 'node:events';
import { text as all } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/**
 * Listens on a free port. `beforeAnswer` is called with each mail that was taken, before the sender
 * learns it: a sender that is gone by then has sent it and doesn't know.
 */
export async function startSmtp() {
  const smtp = { mails: [], beforeAnswer: async () => {} };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    async onData(stream, session, answer) {
      // A sender that is killed breaks off: what there is of the mail is none.
      const source = await all(stream).catch(() => null);
      if (source === null) return;
      const text = unfolded(source);
      const mail = {
        // What comes before it is for programs.
        text: text.slice(text.search(/\r?\n\r?\n/)),
        to: session.envelope.rcptTo.map((recipient) => recipient.address),
        messageId: source.match(/^Message-ID: *(\S+)/im)[1],
        link: text.match(/http:\/\/\S+\/redeem\?[^\s"<>]+/)?.[0],
      };
      smtp.mails.push(mail);
      await smtp.beforeAnswer(mail);
      answer();
    },
  });
  // Senders that are killed leave their connections behind.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  smtp.port = server.server.address().port;
  smtp.stop = () => new Promise((stopped) => server.close(stopped));
  return smtp;
}

/** What quoted-printable says. */
function unfolded(source) {
  return source.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}
