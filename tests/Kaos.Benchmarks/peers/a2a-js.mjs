// The SDK's sample agent, without its pauses: working, one artifact, completed; tasks in memory, JSON-RPC by express.
// node a2a-js.mjs <node_modules> <port>
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, port] = process.argv.slice(2);
const load = path => import(pathToFileURL(join(modules, path)));
const express = createRequire(join(modules, 'x.js'))('express');
const { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } = await load('@a2a-js/sdk/dist/server/index.js');
const { jsonRpcHandler, UserBuilder } = await load('@a2a-js/sdk/dist/server/express/index.js');

const url = `http://127.0.0.1:${port}/`;
const card = {
  name: 'Sample agent', description: 'Says what it was told', version: '1.0.0', provider: undefined, documentationUrl: '', iconUrl: '',
  supportedInterfaces: [{ url, protocolBinding: 'JSONRPC', protocolVersion: '1.0', tenant: '' }],
  capabilities: { streaming: true, pushNotifications: false, extendedAgentCard: false, extensions: [] },
  securitySchemes: {}, securityRequirements: [], defaultInputModes: ['text/plain'], defaultOutputModes: ['text/plain'],
  skills: [{ id: 'echo', name: 'Echo', description: 'Echoes', tags: ['echo'], examples: [], inputModes: [], outputModes: [], securityRequirements: [] }],
  signatures: [],
};

class SampleExecutor {
  async execute(context, bus) {
    const { taskId, contextId, userMessage } = context;
    const status = state => ({ state, message: undefined, timestamp: new Date().toISOString() });
    bus.publish(AgentEvent.task({ id: taskId, contextId, status: status(1), history: [userMessage], artifacts: [], metadata: undefined }));
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: status(2), metadata: undefined }));
    bus.publish(AgentEvent.artifactUpdate({
      taskId, contextId, append: false, lastChunk: true, metadata: undefined,
      artifact: {
        artifactId: 'result', name: 'Result', description: '', metadata: undefined, extensions: [],
        parts: [{ content: { $case: 'text', value: 'Stream hello from TCK' }, mediaType: 'text/plain', filename: '', metadata: undefined }],
      },
    }));
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: status(3), metadata: undefined }));
    bus.finished();
  }

  async cancelTask() {}
}

const app = express();
app.use('/', jsonRpcHandler({
  requestHandler: new DefaultRequestHandler(card, new InMemoryTaskStore(), new SampleExecutor()), userBuilder: UserBuilder.noAuthentication,
}));
app.listen(Number(port), '127.0.0.1', () => console.log('ready'));
