// Drives a server with @a2a-js/sdk and prints what came back as one JSON object.
// node drive.mjs <node_modules> <base url> <JSONRPC|HTTP+JSON|LEGACY>
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, baseUrl, transport] = process.argv.slice(2);
const load = path => import(pathToFileURL(join(modules, '@a2a-js/sdk/dist', path)));
const { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory } = await load('client/index.js');

const legacy = transport === 'LEGACY';
const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
  preferredTransports: legacy ? ['JSONRPC'] : [transport],
  ...(legacy ? { transports: [new JsonRpcTransportFactory({ legacyCompat: { enabled: true } })] } : {}),
}));
const client = legacy ? await fromLegacyCard() : await factory.createFromUrl(baseUrl);

async function fromLegacyCard() {
  const { parseLegacyAgentCard } = await load('compat/v0_3/client/index.js');
  const reply = await fetch(`${baseUrl}/.well-known/agent-card.json`, { headers: { 'A2A-Version': '0.3' } });
  return factory.createFromAgentCard(parseLegacyAgentCard(await reply.json()));
}

const request = (messageId, extra = {}) => ({
  tenant: '',
  message: {
    messageId, role: 1, contextId: '', taskId: '', extensions: [], referenceTaskIds: [], metadata: undefined,
    parts: [{ content: { $case: 'text', value: 'hello' }, mediaType: 'text/plain', filename: '', metadata: undefined }],
    ...extra,
  },
  configuration: undefined,
  metadata: undefined,
});
const short = item => {
  const event = item.payload ?? item;
  const value = event.value ?? event;
  return `${event.$case ?? ''}:${value.status?.state ?? ''}`;
};
const drain = async stream => { const all = []; for await (const item of stream) all.push(short(item)); return all; };

const out = { version: client.protocolVersion };
const sent = await client.sendMessage(request('tck-artifact-text-1'));
out.send = { id: sent.id, state: sent.status.state, text: sent.artifacts[0].parts[0].content.value };
const direct = await client.sendMessage(request('tck-message-response-1'));
out.message = direct.parts[0].content.value;
out.stream = await drain(client.sendMessageStream(request('tck-stream-artifact-chunked-1')));
out.get = (await client.getTask({ tenant: '', id: sent.id, historyLength: 1 })).history.length;

const open = await client.sendMessage(request('tck-input-required-1'));
out.open = open.status.state;
const subscription = client.resubscribeTask({ tenant: '', id: open.id })[Symbol.asyncIterator]();
out.subscribed = short((await subscription.next()).value);
const done = await client.sendMessage(request('tck-complete-task-1', { taskId: open.id, contextId: open.contextId }));
out.done = done.status.state;
out.rest = [];
for (let item = await subscription.next(); !item.done; item = await subscription.next()) out.rest.push(short(item.value));

const toCancel = await client.sendMessage(request('tck-input-required-2'));
out.canceled = (await client.cancelTask({ tenant: '', id: toCancel.id, metadata: {} })).status.state;
try {
  await client.cancelTask({ tenant: '', id: sent.id, metadata: {} });
  out.notCancelable = 'no error';
} catch (error) {
  out.notCancelable = error.name;
}
try {
  await client.getTask({ tenant: '', id: 'no-such-task' });
  out.notFound = 'no error';
} catch (error) {
  out.notFound = error.name;
}
if (!legacy) {
  const page = await client.listTasks({ tenant: '', contextId: '', status: 0, pageSize: 2, pageToken: '', historyLength: 0, includeArtifacts: false });
  out.list = { tasks: page.tasks.length, total: page.totalSize, more: page.nextPageToken.length > 0 };
}
console.log(JSON.stringify(out));
