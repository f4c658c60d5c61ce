// What end-to-end tests stand on: the real binary on a copy of an example, a mail server, a browser.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = path.join(root, 'bin/tamga');

/** A free port of the loopback address. */
async function freePort() {
  const s = net.createServer().listen(0, '127.0.0.1');
  await once(s, 'listening');
  const { port } = s.address();
  s.close();
  await once(s, 'close');
  return port;
}

/** Serves a copy of an example with its demo data. */
export async function serve(example, env = {}) {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run "make build" first`);
  const dir = mkdtempSync(path.join(tmpdir(), 'tamga-e2e-'));
  cpSync(path.join(root, 'examples', example), path.join(dir, example), { recursive: true });
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = ['serve', path.join(dir, example), '--demo', '--dev', '--db', `sqlite:${path.join(dir, 'e2e.db')}`, '--listen', url.slice(7)];
  const child = spawn(binary, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const s of [child.stdout, child.stderr]) s.on('data', (b) => (log += b));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`tamga serve stopped:\n${log}`);
    return (await fetch(`${url}/readyz`).catch(() => null))?.ok;
  }, 90_000, () => `the server is not ready:\n${log}`);
  const info = await (await fetch(`${url}/api/login-info`)).json();
  return {
    url,
    dir: path.join(dir, example),
    people: Object.fromEntries(info.demo.map((p) => [p.email, p])),
    log: () => log,
    edit(file, from, to) {
      const name = path.join(dir, example, file);
      const text = readFileSync(name, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      writeFileSync(name, text.replace(from, to));
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A mail server that keeps what it is given. */
export async function mailServer() {
  const messages = [];
  const server = net.createServer((socket) => {
    let buffer = '';
    let data = false;
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 localhost ready');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      buffer += chunk.toString('latin1');
      for (;;) {
        const end = buffer.indexOf(data ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (data ? 5 : 2));
        if (data) {
          messages.push(text);
          data = false;
          say('250 taken');
        } else if (/^DATA/i.test(text)) {
          data = true;
          say('354 go on');
        } else if (/^QUIT/i.test(text)) {
          say('221 bye');
          socket.end();
        } else say('250 localhost');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `smtp://127.0.0.1:${server.address().port}?from=club@example.org&tls=none`, messages, stop: () => server.close() };
}

/** A browser as a person has it. */
export async function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Waits until probe gives something. */
export async function until(probe, ms = 20_000, why = () => 'nothing came') {
  const end = Date.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(why());
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Runs axe on a page and gives the serious findings. */
export async function seriousFindings(page) {
  await page.addScriptTag({ path: path.join(root, 'ui/node_modules/axe-core/axe.min.js') }).catch(async () => {
    // the page's policy forbids foreign scripts: evaluate the same source through the debugger instead
    await page.evaluate(readFileSync(path.join(root, 'ui/node_modules/axe-core/axe.min.js'), 'utf8'));
  });
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
  return violations
    .filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')})`);
}

export { spawnSync };
