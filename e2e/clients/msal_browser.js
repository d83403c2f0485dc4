// A single-page application on msal-browser: AUTHORITY and CLIENT_ID say whose. The page is its own redirect URI.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serve } from './answer.js';

const { AUTHORITY, CLIENT_ID, GRAPH } = process.env;
const main = createRequire(import.meta.url).resolve('@azure/msal-browser');
const script = await readFile(join(dirname(main), 'msal-browser.min.js'), 'utf8');

const page = `<!doctype html><title>Page</title><link rel="icon" href="data:,">
<button id="sign-in">Sign in</button><pre id="answer"></pre>
<script src="/msal.js"></script>
<script type="module">
const application = new msal.PublicClientApplication({
  auth: { clientId: '${CLIENT_ID}', authority: '${AUTHORITY}', knownAuthorities: ['${new URL(AUTHORITY).host}'],
    redirectUri: location.origin + '/' },
});
await application.initialize();
const answer = await application.handleRedirectPromise().catch((fault) => ({ fault: String(fault) }));
document.getElementById('sign-in').onclick = () => application.loginRedirect({ scopes: ['User.Read'] });
if (answer?.account) {
  const silent = await application.acquireTokenSilent({ account: answer.account, scopes: ['User.Read'], forceRefresh: true });
  const me = await fetch('${GRAPH}/v1.0/me', { headers: { authorization: 'Bearer ' + silent.accessToken } }).catch((fault) => fault);
  answer.me = me.ok ? (await me.json()).displayName : String(me.status ?? me);
}
if (answer) document.getElementById('answer').textContent = JSON.stringify({ fault: answer.fault, claims: answer.idTokenClaims, me: answer.me });
</script>`;

serve({ '/': async () => page, '/msal.js': async () => script });
