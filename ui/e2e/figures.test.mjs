// Reports, a dashboard, a calendar and a chessboard, as a director looks at them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, seriousFindings, serve } from './harness.mjs';

let crm, chrome, page;

before(async () => {
  [crm, chrome] = await Promise.all([serve('fitness_club'), browser()]);
  const context = await chrome.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' });
  const person = Object.values(crm.people).find((p) => p.role_label === 'director' || /Director/i.test(p.role_label)) ?? Object.values(crm.people)[0];
  await context.request.post(`${crm.url}/api/login`, { data: { email: person.email, password: person.password } });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
});

after(async () => {
  await chrome?.close();
  await crm?.stop();
});

test('a dashboard leads to its reports, and a period counts for all', async () => {
  await page.goto(crm.url);
  await page.getByRole('navigation').getByRole('link', { name: 'The clubs' }).click();
  await page.getByRole('img', { name: 'Revenue by month' }).waitFor();
  assert.match(await page.getByRole('region', { name: 'Members' }).innerText(), /\d/);
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole('combobox', { name: 'Period' }).or(page.getByRole('textbox', { name: 'Period' })).first().click();
  await page.getByRole('option', { name: 'This month' }).click();
  await page.waitForURL(/period=thisMonth/);
  await page.getByRole('link', { name: 'Revenue by month' }).click();
  await page.waitForURL(/\/reports\/revenue\?period=thisMonth/);
  const lines = page.getByRole('table').getByRole('row');
  await lines.first().waitFor();
  assert.ok(await lines.count() <= 3, 'more than one month is shown');
});

test('a report has a drawing and a table that says the same', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('link', { name: /Where clients come from/ }).click();
  await page.getByRole('img', { name: 'Where clients come from' }).waitFor();
  const rows = await page.getByRole('table').getByRole('row').allInnerTexts();
  assert.match(rows.at(-1), /Total\s+410/);
  assert.deepEqual(await seriousFindings(page), []);
});

test('a calendar turns its pages, and a press opens the record beside it', async () => {
  await page.goto(`${crm.url}/e/membership?view=renewals`);
  const month = page.getByRole('heading', { level: 2 }).first();
  const name = await month.innerText();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.waitForURL(/at=/);
  assert.notEqual(await month.innerText(), name);
  const chip = page.getByRole('region', { name: /^Calendar/ }).getByRole('button').first();
  await chip.waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await chip.click();
  await page.waitForURL(/record=/);
  await page.getByRole('heading', { level: 1, name: /ABN-/ }).or(page.getByRole('heading', { name: /ABN-/ })).first().waitFor();
});

test('a grid has a cell for each pair', async () => {
  await page.goto(`${crm.url}/e/plan?view=price_list`);
  await page.getByRole('rowheader', { name: 'Unlimited' }).waitFor();
  assert.ok(await page.getByRole('cell').getByRole('button').count() > 3);
  assert.deepEqual(await seriousFindings(page), []);
});
