// A program that calls Graph for itself, on Microsoft's Graph client for JavaScript: AUTHORITY, CLIENT_ID and
// CLIENT_SECRET say whose. It does what it is sent.

import { ConfidentialClientApplication } from '@azure/msal-node';
import { Client } from '@microsoft/microsoft-graph-client';
import { serve } from './answer.js';

const { AUTHORITY, CLIENT_ID, CLIENT_SECRET, GRAPH } = process.env;
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: AUTHORITY,
    clientSecret: CLIENT_SECRET,
    knownAuthorities: [new URL(AUTHORITY).host],
  },
});
const graph = Client.initWithMiddleware({
  baseUrl: GRAPH,
  customHosts: new Set([new URL(GRAPH).hostname]),
  authProvider: {
    getAccessToken: async () => {
      const answer = await application.acquireTokenByClientCredential({ scopes: [`${GRAPH}/.default`] });
      return answer.accessToken;
    },
  },
});

serve({
  /** `method` is one of the client's, `path` what it is called with, `body` JSON. */
  '/call': async (_url, { method, path, body }) => {
    try {
      return { answer: await graph.api(path)[method](body && JSON.parse(body)) };
    } catch (fault) {
      return { refused: { status: fault.statusCode, code: fault.code, message: fault.message } };
    }
  },
});
