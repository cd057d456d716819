// One caller chooses, another approves, both by @a2a-js/sdk; prints what each saw as one JSON object.
// node approve.mjs <node_modules> <base url> <JSONRPC|HTTP+JSON> <chooser's key> <approver's key>
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, baseUrl, transport, chooserKey, approverKey] = process.argv.slice(2);
const load = path => import(pathToFileURL(join(modules, '@a2a-js/sdk/dist', path)));
const { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory, RestTransportFactory } = await load('client/index.js');
console.debug = () => {};

const connect = key => {
  const fetchImpl = (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${key}`);
    return fetch(url, { ...init, headers });
  };
  const options = { preferredTransports: [transport], transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })] };
  return new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, options)).createFromUrl(baseUrl);
};
const [chooser, approver] = [await connect(chooserKey), await connect(approverKey)];
let count = 0;
const say = (client, content, task) => client.sendMessage({
  tenant: '',
  message: {
    messageId: `${transport}-${++count}`, role: 1, contextId: task?.contextId ?? '', taskId: task?.id ?? '', extensions: [], referenceTaskIds: [],
    metadata: undefined, parts: [{ content, mediaType: '', filename: '', metadata: undefined }],
  },
  configuration: undefined,
  metadata: undefined,
});
const text = value => ({ $case: 'text', value });
const data = value => ({ $case: 'data', value });
const told = task => task.status.message?.parts.filter(part => part.content.$case === 'data').map(part => part.content.value) ?? [];
const seen = task => ({ state: task.status.state, kinds: told(task).map(one => one.kind) });
const refusal = async act => { try { return seen(await act()); } catch (error) { return { error: error.name, message: error.message }; } };

const out = {};
const asked = await say(chooser, text('What is going on with checkout-service?'));
out.offered = seen(asked);
const chosen = await say(chooser, data({ kind: 'kaos.choose/v1', optionId: 'rollback-config' }), asked);
out.chosen = seen(chosen);
const { planHash } = told(chosen).find(one => one.kind === 'kaos.approval/v1') ?? {};
const approve = data({ kind: 'kaos.decide/v1', planHash, decision: 'approve' });
out.ownApproval = await refusal(() => say(chooser, approve, asked));
out.foreignTask = await refusal(() => say(approver, approve, asked));

const joined = await say(approver, text("What's wrong with checkout-service?"));
out.joined = seen(joined);
out.samePlan = told(joined).some(one => one.planHash === planHash);
const approved = await say(approver, approve, joined);
out.approved = { state: approved.status.state, artifacts: approved.artifacts.map(artifact => artifact.artifactId) };
out.chooserSees = seen(await chooser.getTask({ tenant: '', id: asked.id, historyLength: 0 }));
console.log(JSON.stringify(out));
