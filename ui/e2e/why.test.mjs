// Why something did not happen, and what would have: the explanations of a record, and a simulation with its report.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, seriousFindings, serve } from './harness.mjs';

let crm, chrome, page, ask;

before(async () => {
  [crm, chrome] = await Promise.all([serve('fitness_club'), browser()]);
  const context = await chrome.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const person = crm.people['director@fitness.example'];
  const signedIn = await context.request.post(`${crm.url}/api/login`, { data: { email: person.email, password: person.password } });
  const { csrf } = await signedIn.json();
  ask = async (method, path, data) => {
    const r = await context.request.fetch(crm.url + path, { method, data, headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' } });
    assert.ok(r.ok(), `${method} ${path}: ${r.status()} ${await r.text()}`);
    return r.status() === 204 ? null : r.json();
  };
});

after(async () => {
  await chrome?.close();
  await crm?.stop();
});

test('a record says why an automation did not run, and why it cannot move', async () => {
  const client = await ask('POST', '/api/records/person', { first_name: 'Eve', email: 'eve@example.org', consent_email: false });
  const deal = await ask('POST', '/api/records/deal', { name: 'For Eve', person: client.id, trial_at: new Date(Date.now() + 9e8).toISOString() });
  await ask('POST', `/api/records/deal/${deal.id}/move`, { stage: 'trial_booked', funnel: 'new_sale' });

  await page.goto(`${crm.url}/e/deal/${deal.id}`);
  await page.getByRole('tab', { name: 'Why' }).click();
  const told = page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Remind of the trial session' }) }).last();
  await told.getByText('It did not run: its condition did not hold').first().waitFor();
  const decides = told.locator('[data-decides]').first();
  assert.match(await decides.innerText(), /person\.consent_email\s*false\s*automations\.yaml:\d+:\d+/);
  assert.deepEqual(await seriousFindings(page), []);

  await page.getByText('Move to a stage', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Move to a stage' }).or(page.getByRole('textbox', { name: 'Move to a stage' })).first().click();
  await page.getByRole('option', { name: 'Invoice sent' }).first().click();
  await page.getByText('“Invoice sent” requires', { exact: false }).first().waitFor();
});

test('a change is taken back from the timeline', async () => {
  const [deal] = (await ask('GET', '/api/records/deal?limit=1')).data;
  await ask('PATCH', `/api/records/deal/${deal.id}`, { name: 'Misnamed' });
  await page.goto(`${crm.url}/e/deal/${deal.id}`);
  await page.getByRole('heading', { name: 'Misnamed' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await page.getByText('Taken back').waitFor();
  await page.getByRole('heading', { name: deal.name }).waitFor();
  assert.equal((await ask('GET', `/api/records/deal/${deal.id}`)).name, deal.name);
});

test('what was deleted comes back from the recycle bin', async () => {
  const task = await ask('POST', '/api/records/task', { title: 'Water the plants' });
  await ask('DELETE', `/api/records/task/${task.id}`);
  await page.goto(`${crm.url}/e/task`);
  await page.getByRole('link', { name: 'Recycle bin' }).click();
  await page.getByRole('button', { name: 'Restore Water the plants' }).click();
  await page.getByText('Water the plants is back').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  assert.equal((await ask('GET', `/api/records/task/${task.id}`)).title, 'Water the plants');
});

test('a simulation and the tests are run, and their reports read', async () => {
  await page.goto(`${crm.url}/rehearsals`);
  await page.getByRole('button', { name: 'Simulate' }).click();
  await page.getByText('changes were made again', { exact: false }).waitFor({ timeout: 60_000 });
  await page.getByRole('heading', { name: /Call the new client/ }).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText(/^Passed: \d+, failed: 0$/).waitFor({ timeout: 60_000 });
  await page.getByRole('heading', { name: 'What the tests reach' }).waitFor();
});
