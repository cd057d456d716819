// Verifies a signed card with @a2a-js/sdk. node verify.mjs <node_modules> <card JSON> <JWKS JSON>
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, card, keys] = process.argv.slice(2);
const { verifyAgentCardSignature } = await import(pathToFileURL(join(modules, '@a2a-js/sdk/dist/index.js')));
const verify = verifyAgentCardSignature(async kid => JSON.parse(keys).keys.find(key => key.kid === kid));
console.debug = () => {};
try {
  await verify(JSON.parse(card));
  console.log('verified');
} catch {
  console.log('refused');
}
