// Takes screenshots of the main screens of a running server, for people to look at.
// TAMGA_URL, TAMGA_EMAIL, TAMGA_PASSWORD (or the first demo person); TAMGA_SCREENS is the folder.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const url = process.env.TAMGA_URL ?? 'http://127.0.0.1:8080';
const folder = process.env.TAMGA_SCREENS ?? 'screens';
const only = process.env.TAMGA_ONLY?.split(',');
const looks = (process.env.TAMGA_LOOKS ?? 'en-light-1440,en-dark-1440,ru-light-1440,en-light-390,ru-dark-390,th-light-1440').split(',');
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** Signs in over HTTP with the context's own cookies, and gives what the pages are made from. */
async function signIn(context, locale) {
  const ask = async (method, path, data, csrf) => {
    const r = await context.request.fetch(url + path, { method, data, headers: csrf ? { 'X-CSRF-Token': csrf } : {} });
    if (!r.ok()) throw new Error(`${method} ${path}: ${r.status()} ${await r.text()}`);
    return r.json();
  };
  const info = await ask('GET', '/api/login-info');
  const demo = info.demo?.[0];
  const session = await ask('POST', '/api/login', { email: process.env.TAMGA_EMAIL ?? demo?.email, password: process.env.TAMGA_PASSWORD ?? demo?.password });
  await ask('PATCH', '/api/me', { locale }, session.csrf);
  return { meta: await ask('GET', '/api/meta'), ask };
}

/** The screens of whatever package is served: nothing here knows an entity by name. */
async function screensOf({ meta, ask }) {
  const entities = meta.navigation.flatMap((g) => g.entities).map((n) => meta.entities[n]).filter(Boolean);
  const funneled = entities.find((e) => e.funnels?.length);
  const inlined = entities.find((e) => e.related?.some((r) => r.inline) && e !== funneled);
  const plain = entities.find((e) => e !== funneled && e !== inlined && e.search) ?? entities[0];
  const id = async (e, where) => (await ask('GET', `/api/records/${e.name}?limit=1${where ? `&where=${encodeURIComponent(where)}` : ''}`)).data[0]?.id;
  const out = [['today', '/'], ['list', `/e/${plain.name}`], ['form', `/e/${plain.name}/new`]];
  out.push(['record', `/e/${plain.name}/${await id(plain)}`], ['panel', `/e/${plain.name}?record=${await id(plain)}`]);
  if (funneled) {
    const board = funneled.views.find((v) => v.kind === 'kanban');
    const first = meta.funnels[board?.funnel ?? funneled.funnels[0]];
    const open = first?.stages.filter((s) => s.kind === 'open')[1];
    out.push(['board', `/e/${funneled.name}?view=${board?.name}`], ['deal', `/e/${funneled.name}/${await id(funneled, open && `funnel == "${first.name}" && stage == "${open.name}"`) ?? await id(funneled)}`]);
  }
  if (inlined) out.push(['inline', `/e/${inlined.name}/${await id(inlined)}`], ['rows', `/e/${inlined.name}/${await id(inlined)}/edit`]);
  for (const d of meta.dashboards.slice(0, 1)) out.push(['dashboard', `/dashboards/${d.name}`]);
  for (const r of meta.reports) out.push([`report-${r.name}`, `/reports/${r.name}`]);
  if (meta.reports.length) out.push(['reports', '/reports']);
  for (const office of ['outbox', 'runs']) if (meta.user.can.includes(office)) out.push([office, `/${office}`]);
  if (meta.user.can.includes('users')) out.push(['people', '/people']);
  return [...out, ['me', '/me']];
}

let troubled = 0;
for (const look of looks) {
  const [locale, scheme, width] = look.split('-');
  const context = await browser.newContext({ viewport: { width: Number(width), height: width === '390' ? 844 : 900 }, colorScheme: scheme, locale, hasTouch: width === '390', isMobile: width === '390', deviceScaleFactor: width === '390' ? 2 : 1 });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' && !/401|404/.test(m.text())) { troubled++; console.log(`${look}: ${m.text()}`); } });
  page.on('pageerror', (e) => { troubled++; console.log(`${look}: ${e.message}`); });
  if (!only || only.includes('signin')) {
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.screenshot({ path: `${folder}/signin-${look}.png` });
  }
  const signed = await signIn(context, locale);
  for (const [name, path] of await screensOf(signed)) {
    if (only && !only.includes(name)) continue;
    await page.goto(url + path, { waitUntil: 'load' });
    await page.waitForTimeout(1200);
    await page.screenshot({ path: `${folder}/${name}-${look}.png` });
  }
  await context.close();
}
await browser.close();
console.log(`screens are in ${folder}${troubled ? `; ${troubled} errors in the console` : ''}`);
