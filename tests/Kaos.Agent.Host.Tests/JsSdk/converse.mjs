// A whole conversation with KAOS by @a2a-js/sdk; prints what was seen as one JSON object.
// node converse.mjs <node_modules> <base url> <JSONRPC|HTTP+JSON>
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, baseUrl, transport] = process.argv.slice(2);
const load = path => import(pathToFileURL(join(modules, '@a2a-js/sdk/dist', path)));
const { ClientFactory, ClientFactoryOptions } = await load('client/index.js');
const { verifyAgentCardSignature } = await load('index.js');
console.debug = () => {};

const pushed = [];
let finished;
const allPushed = new Promise(resolve => { finished = resolve; });
const webhook = createServer((request, response) => {
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk)).on('end', () => {
    const event = JSON.parse(Buffer.concat(chunks));
    const state = (event.task ?? event.statusUpdate)?.status?.state;
    pushed.push({ what: Object.keys(event)[0], state, token: request.headers['x-a2a-notification-token'], type: request.headers['content-type'] });
    response.writeHead(200).end();
    if (state === 'TASK_STATE_COMPLETED') finished();
  });
});
await new Promise(resolve => webhook.listen(0, '127.0.0.1', resolve));
const hook = { tenant: '', id: 'hook', taskId: '', url: `http://127.0.0.1:${webhook.address().port}/`, token: 'token-1', authentication: undefined };

const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, { preferredTransports: [transport] }));
const client = await factory.createFromUrl(baseUrl);
const request = (messageId, content, extra = {}, configuration = undefined) => ({
  tenant: '',
  message: {
    messageId, role: 1, contextId: '', taskId: '', extensions: [], referenceTaskIds: [], metadata: undefined,
    parts: [{ content, mediaType: '', filename: '', metadata: undefined }],
    ...extra,
  },
  configuration,
  metadata: undefined,
});
const text = value => ({ $case: 'text', value });
const data = value => ({ $case: 'data', value });
const short = item => {
  const { $case, value } = item.payload ?? item;
  return value.status ? `${$case}:${value.status.state}` : $case;
};
const kinds = message => (message?.parts ?? []).filter(part => part.content.$case === 'data').map(part => part.content.value.kind);

const out = {};
const keys = await (await fetch(`${baseUrl}.well-known/jwks.json`)).json();
const card = await (await fetch(`${baseUrl}.well-known/agent-card.json`)).json();
await verifyAgentCardSignature(async kid => keys.keys.find(key => key.kid === kid))(card);
out.signed = true;

// The first message, by stream, with a webhook.
out.stream = [];
let task;
const configuration = { acceptedOutputModes: [], taskPushNotificationConfig: hook, historyLength: undefined, returnImmediately: false };
for await (const item of client.sendMessageStream(request(`first-${transport}`, text('What is going on with checkout-service?'), {}, configuration))) {
  const { $case, value } = item.payload ?? item;
  out.stream.push(short(item));
  if ($case === 'task') task = value;
  if (value.status) out.asked = kinds(value.status.message);
}

const got = await client.getTask({ tenant: '', id: task.id, historyLength: 1 });
out.got = { state: got.status.state, history: got.history.length, artifacts: got.artifacts.map(artifact => artifact.artifactId) };
const page = await client.listTasks({ tenant: '', contextId: task.contextId, status: 6, pageSize: 10, pageToken: '', historyLength: 0, includeArtifacts: false });
out.listed = page.tasks.map(one => one.id === task.id);
out.configs = (await client.listTaskPushNotificationConfig({ tenant: '', taskId: task.id, pageSize: 10, pageToken: '' })).configs.map(one => one.id);
out.extended = (await client.getAgentCard()).skills.some(skill => skill.id === 'approve');

// Somebody else joins, and leaves again.
const second = await client.sendMessage(request(`second-${transport}`, text("What's wrong with checkout-service?")));
out.canceled = (await client.cancelTask({ tenant: '', id: second.id, metadata: {} })).status.state;

// One watches while another decides.
const subscription = client.resubscribeTask({ tenant: '', id: task.id })[Symbol.asyncIterator]();
out.subscribed = short((await subscription.next()).value);
const watching = (async () => {
  const seen = [];
  for (let item = await subscription.next(); !item.done; item = await subscription.next()) seen.push(short(item.value));
  return seen;
})();
const why = await client.sendMessage(request(`why-${transport}`, text('Could it be a traffic spike?'), { taskId: task.id, contextId: task.contextId }));
out.answered = { state: why.status.state, kinds: kinds(why.status.message) };
const done = await client.sendMessage(request(
  `choice-${transport}`, data({ kind: 'kaos.choose/v1', optionId: 'rollback-config' }), { taskId: task.id, contextId: task.contextId }));
out.done = { state: done.status.state, artifacts: done.artifacts.map(artifact => artifact.artifactId) };
out.watched = (await watching).at(-1);
await allPushed;
out.pushed = { first: pushed[0], last: pushed.at(-1), count: pushed.length };
try {
  await client.sendMessage(request(`late-${transport}`, text('And now?'), { taskId: task.id, contextId: task.contextId }));
} catch (error) {
  out.late = error.name;
}

webhook.close();
webhook.closeAllConnections();
console.log(JSON.stringify(out));
