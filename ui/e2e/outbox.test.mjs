// Without a mail server: what was to be sent is held and can be read, in Russian, on a phone. And the API's document.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { browser, seriousFindings, serve, until } from './harness.mjs';

const ru = JSON.stringify({ locale: 'ru' });
let crm, chrome, context, page, ask;

before(async () => {
  [crm, chrome] = await Promise.all([serve('fitness_club'), browser()]);
  context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'ru', colorScheme: 'dark', hasTouch: true, isMobile: true });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const person = crm.people['director@fitness.example'];
  const signedIn = await context.request.post(`${crm.url}/api/login`, { data: { email: person.email, password: person.password } });
  const { csrf } = await signedIn.json();
  ask = async (method, path, data) => {
    const r = await context.request.fetch(crm.url + path, { method, data, headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' } });
    assert.ok(r.ok(), `${method} ${path}: ${r.status()} ${await r.text()}`);
    return r.json();
  };
  await ask('PATCH', '/api/me', ru);
});

after(async () => {
  await chrome?.close();
  await crm?.stop();
});

test('the invoice waits in the outbox and can be read with its PDF', async () => {
  const person = await ask('POST', '/api/records/person', { first_name: 'Ева', email: 'eve@example.org' });
  const plan = (await ask('GET', '/api/records/plan?limit=1&sort=name')).data[0];
  const deal = await ask('POST', '/api/records/deal', { name: 'Для Евы', person: person.id, plan: plan.id });
  await ask('POST', `/api/records/deal/${deal.id}/move`, { stage: 'invoice_sent' });
  const held = await until(async () => (await ask('GET', '/api/outbox?state=held')).data[0], 20_000, () => crm.log());
  assert.equal(held.attachments.length, 1);

  await page.goto(`${crm.url}/outbox`);
  await page.getByText(held.subject).first().tap();
  const pdf = page.getByRole('link', { name: new RegExp(held.attachments[0].name) }).first();
  await pdf.waitFor();
  const file = await context.request.get(new URL(await pdf.getAttribute('href'), crm.url).href);
  assert.equal(file.headers()['content-type'], 'application/pdf');
  assert.equal((await file.body()).subarray(0, 5).toString(), '%PDF-');
  await page.frameLocator('iframe').getByText(/INV-\d{4}-\d{5}/).first().waitFor();
  assert.deepEqual(await seriousFindings(page), []);
});

test('the run of the automation is shown on the record', async () => {
  const deal = (await ask('GET', `/api/records/deal?where=${encodeURIComponent('name == "Для Евы"')}`)).data[0];
  const runs = (await ask('GET', `/api/records/deal/${deal.id}/runs`)).data;
  assert.ok(runs.some((r) => r.state === 'waiting' && r.label === 'Отправить счёт'), JSON.stringify(runs));
  await page.goto(`${crm.url}/e/deal/${deal.id}`);
  await page.getByRole('tab', { name: 'Автоматизации' }).tap();
  await page.getByText('Отправить счёт').first().waitFor();
  assert.deepEqual(await seriousFindings(page), []);
});

test('the OpenAPI document is valid', async () => {
  const document = await ask('GET', '/api/openapi.json');
  assert.match(document.openapi, /^3\.1/);
  const { valid, errors } = await new Validator().validate(document);
  assert.ok(valid, JSON.stringify(errors, null, 1)?.slice(0, 2000));
});

test('the docs of the API are shown', async () => {
  await page.goto(`${crm.url}/api/docs/`);
  await page.getByText('OAS 3.1').first().waitFor();
  await page.locator('.opblock-tag', { hasText: 'deal' }).first().waitFor();
});
