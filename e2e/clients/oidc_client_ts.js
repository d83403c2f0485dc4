// A single-page application on oidc-client-ts: AUTHORITY and CLIENT_ID say whose. The page is its own redirect URI.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serve } from './answer.js';

const { AUTHORITY, CLIENT_ID, GRAPH } = process.env;
const main = createRequire(import.meta.url).resolve('oidc-client-ts');
const script = await readFile(join(dirname(main), '../browser/oidc-client-ts.min.js'), 'utf8');

const page = `<!doctype html><title>Page</title><link rel="icon" href="data:,">
<button id="sign-in">Sign in</button> <button id="leave">Leave</button><pre id="answer"></pre>
<script src="/oidc.js"></script>
<script type="module">
const manager = new oidc.UserManager({
  authority: '${AUTHORITY}',
  client_id: '${CLIENT_ID}',
  redirect_uri: location.origin + '/',
  post_logout_redirect_uri: location.origin + '/',
  scope: 'openid profile email offline_access User.Read',
});
document.getElementById('sign-in').onclick = () => manager.signinRedirect();
document.getElementById('leave').onclick = () => manager.signoutRedirect({ state: 'over' });
const asked = new URLSearchParams(location.search);
const show = (answer) => { document.getElementById('answer').textContent = JSON.stringify(answer); };
async function finish() {
  const user = await manager.signinRedirectCallback();
  const renewed = await manager.signinSilent();
  const me = await fetch('${GRAPH}/v1.0/me', { headers: { authorization: 'Bearer ' + renewed.access_token } });
  return { claims: user.profile, refreshed: renewed.refresh_token !== user.refresh_token, me: (await me.json()).displayName };
}
if (asked.has('code') || asked.has('error')) await finish().catch((fault) => ({ fault: String(fault) })).then(show);
else if (asked.has('state')) show({ left: (await manager.signoutRedirectCallback()).userState });
</script>`;

serve({ '/': async () => page, '/oidc.js': async () => script });
