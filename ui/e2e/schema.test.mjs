// The JSON Schema in a real language server for YAML, as VS Code's extension runs it: mistakes and completion.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import rpc from 'vscode-languageserver-protocol/node.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const head = '# yaml-language-server: $schema=tamga.schema.json\n';
let dir, server, editor, told;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tamga-schema-'));
  copyFileSync(join(root, 'schemas/tamga.schema.json'), join(dir, 'tamga.schema.json'));
  server = spawn(process.execPath, [join(root, 'ui/node_modules/yaml-language-server/bin/yaml-language-server'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  editor = rpc.createProtocolConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));
  told = new Map();
  editor.onNotification('textDocument/publishDiagnostics', (p) => told.get(p.uri)?.(p.diagnostics));
  const settings = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } };
  editor.onRequest('workspace/configuration', (p) => p.items.map((i) => settings[i.section] ?? {}));
  editor.onRequest('client/registerCapability', () => null);
  editor.listen();
  await editor.sendRequest('initialize', {
    processId: process.pid, rootUri: pathToFileURL(dir).href, workspaceFolders: [{ uri: pathToFileURL(dir).href, name: 'crm' }],
    capabilities: { workspace: { configuration: true }, textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } } } },
  });
  await editor.sendNotification('initialized', {});
  await editor.sendNotification('workspace/didChangeConfiguration', { settings });
});

after(() => {
  editor?.dispose();
  server?.kill();
  rmSync(dir, { recursive: true, force: true });
});

// open shows a file to the server, and gives its address and what is said of it.
async function open(name, text) {
  const file = join(dir, name);
  writeFileSync(file, text);
  const uri = pathToFileURL(file).href;
  const diagnostics = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no diagnostics of ${name}`)), 20_000);
    told.set(uri, (d) => { clearTimeout(late); resolve(d) });
  });
  await editor.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  return { uri, diagnostics: await diagnostics };
}

// complete asks for what may stand at the mark ‸.
async function complete(name, text) {
  const before = text.slice(0, text.indexOf('‸')).split('\n');
  const { uri } = await open(name, text.replace('‸', ''));
  const answer = await editor.sendRequest('textDocument/completion', { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1).length } });
  return answer.items;
}

test('an example is right', async () => {
  const text = readFileSync(join(root, 'examples/fitness_club/clients.yaml'), 'utf8').replace(/^# yaml-language-server.*\n/, head);
  assert.deepEqual((await open('clients.yaml', text)).diagnostics, []);
});

test('a key that is none is told at its place', async () => {
  const { diagnostics } = await open('wrong.yaml', head + 'entities:\n  deal:\n    lable: Deal\n    fields: {name: text}\n');
  assert.equal(diagnostics.length, 1);
  assert.deepEqual(diagnostics[0].range, { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } });
  assert.match(diagnostics[0].message, /lable/);
});

test('a kind that is none is told', async () => {
  const { diagnostics } = await open('kind.yaml', head + 'entities:\n  deal:\n    fields:\n      name: {type: string}\n');
  assert.ok(diagnostics.some((d) => d.range.start.line === 4), JSON.stringify(diagnostics));
});

test('keys are completed, with what they are for', async () => {
  const items = await complete('keys.yaml', head + 'entities:\n  deal:\n    ‸\n');
  const fields = items.find((i) => i.label === 'fields');
  assert.ok(fields, items.map((i) => i.label).join(' '));
  assert.match(JSON.stringify(fields.documentation ?? ''), /in the order in which they are shown/);
});

test('words are completed', async () => {
  const items = await complete('words.yaml', head + 'funnels:\n  sales:\n    entity: deal\n    stages:\n      won:\n        kind: ‸\n');
  assert.deepEqual(['lost', 'open', 'won'].filter((w) => items.some((i) => i.label === w)), ['lost', 'open', 'won']);
});
