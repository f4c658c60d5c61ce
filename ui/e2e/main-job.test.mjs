// The main job, as a sales manager does it: a client, a deal, the board, the invoice, the payment.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { browser, mailServer, seriousFindings, serve, until } from './harness.mjs';

let crm, mail, chrome, page;

before(async () => {
  mail = await mailServer();
  [crm, chrome] = await Promise.all([serve('fitness_club', { TAMGA_SMTP_URL: mail.url }), browser()]);
  page = await (await chrome.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })).newPage();
  page.setDefaultTimeout(20_000);
});

// A picture of where a test failed, for whoever looks into it: TAMGA_E2E_SHOTS names the folder.
afterEach(async (t) => {
  const folder = process.env.TAMGA_E2E_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${t.name.replaceAll(/\W+/g, '_')}.png` });
});

after(async () => {
  await chrome?.close();
  await crm?.stop();
  mail?.stop();
});

test('a manager signs in', async () => {
  await page.goto(crm.url);
  await page.getByLabel('E-mail').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByLabel('E-mail').fill('anna@fitness.example');
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').first().waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill(crm.people['anna@fitness.example'].password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').getByRole('link', { name: 'Clients' }).waitFor();
});

test('she creates a client, and is told all that is wrong at once', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Clients' }).click();
  await page.getByRole('link', { name: /^New (Client|Deal)$/ }).first().click();
  await page.getByRole('textbox', { name: 'Last name' }).fill('Tester');
  await page.getByRole('button', { name: /^Create/ }).click();
  await page.getByText('Give a phone or an e-mail').first().waitFor();
  await page.getByRole('textbox', { name: 'First name' }).fill('Eve');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('eve@example.org');
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole('button', { name: /^Create/ }).click();
  await page.getByRole('heading', { name: 'Eve Tester' }).waitFor();
});

test('she creates a deal for the client', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Deals' }).click();
  await page.getByRole('link', { name: /^New (Client|Deal)$/ }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Gold for Eve');
  const client = page.getByRole('combobox', { name: /^Client/ }).or(page.getByRole('textbox', { name: /^Client/ })).first();
  await client.click();
  await client.fill('Eve');
  await page.getByRole('option', { name: /Eve Tester/ }).first().click();
  await page.getByRole('button', { name: /^Create/ }).click();
  await page.getByRole('heading', { name: 'Gold for Eve' }).waitFor();
});

test('the board refuses a move and names what is missing, then takes it', async () => {
  await page.goto(`${crm.url}/e/deal?view=new_sales&search=Gold`);
  const card = page.getByRole('button', { name: /Gold for Eve/ }).or(page.getByText('Gold for Eve')).first();
  await card.waitFor();
  await lift(card);
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(400);
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(400);
  }
  await page.keyboard.press('Space');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const plan = dialog.getByRole('combobox', { name: /Plan/ }).or(dialog.getByRole('textbox', { name: /Plan/ })).first();
  await plan.click();
  await plan.fill('Gold');
  await page.getByRole('option', { name: /Gold year/ }).first().click();
  await dialog.getByRole('button', { name: /Move|Save/ }).last().click();
  await dialog.waitFor({ state: 'hidden' });
});

/** Puts the keyboard on a card and lifts it. */
async function lift(card) {
  await card.evaluate((el) => el.closest('[data-rfd-drag-handle-draggable-id]')?.focus());
  await page.keyboard.press('Space');
  await page.waitForTimeout(400);
}

test('the invoice is made, mailed with its PDF over SMTP, and marked sent', async () => {
  const message = await until(() => mail.messages.find((m) => /To:.*eve@example\.org/i.test(m)), 30_000, () => crm.log());
  assert.match(message, /Invoice[ =]/);
  assert.match(message, /application\/pdf/);
  assert.match(message, /Message-I[dD]: <[^>]+>/);
  await page.getByRole('navigation').getByRole('link', { name: 'Invoices' }).click();
  await page.getByText('Sent', { exact: true }).first().waitFor();
});

test('the payment wins the deal and activates the membership', async () => {
  const api = await page.context().request;
  const session = await (await api.get(`${crm.url}/api/session`)).json();
  const invoices = await (await api.get(`${crm.url}/api/records/invoice?where=${encodeURIComponent('person.email == "eve@example.org"')}&expand=lines`)).json();
  assert.equal(invoices.data.length, 1);
  const invoice = invoices.data[0];
  assert.equal(invoice.status, 'sent');
  assert.equal(invoice.lines.length, 1);
  assert.match(invoice.number, /^INV-\d{4}-\d{5}$/);

  await page.goto(`${crm.url}/e/payment/new`);
  const link = page.getByRole('combobox', { name: /^Invoice/ }).or(page.getByRole('textbox', { name: /^Invoice/ })).first();
  await link.click();
  await link.fill(invoice.number);
  await page.getByRole('option', { name: new RegExp(invoice.number) }).first().click();
  await page.waitForTimeout(800); // the amount is computed from the invoice's balance
  await page.getByRole('button', { name: /^Create/ }).click();
  await page.getByRole('heading', { name: new RegExp(invoice.number) }).waitFor();

  const of = async (entity) => (await (await api.get(`${crm.url}/api/records/${entity}?where=${encodeURIComponent('person.email == "eve@example.org"')}`)).json()).data[0];
  await until(async () => (await of('deal')).stage === 'won' && (await of('membership')).status === 'active', 20_000, () => crm.log());
  assert.ok(session.csrf);
  await page.goto(`${crm.url}/e/deal/${(await of('deal')).id}`);
  await page.getByText('Won').first().waitFor();
  assert.deepEqual(await seriousFindings(page), []);
});

test('a change of the YAML is seen without a restart', async () => {
  await page.goto(`${crm.url}/e/deal?view=new_sales`);
  await page.getByText('Contacted').first().waitFor();
  crm.edit('sales.yaml', 'contacted: {label: {en: Contacted, ru: Связались}, probability: 10', 'contacted: {label: {en: Spoken with, ru: Связались}, probability: 10');
  await page.getByText('Spoken with').first().waitFor({ timeout: 30_000 });
  crm.edit('clients.yaml', '      notes: {type: longtext, label: {en: Notes, ru: Заметки}}', '      nickname: {type: text, label: {en: Nickname}}\n      notes: {type: longtext, label: {en: Notes, ru: Заметки}}');
  crm.edit('views.yaml', 'fields: [health_notes, notes]', 'fields: [nickname, health_notes, notes]');
  await until(async () => {
    await page.goto(`${crm.url}/e/person/new`);
    return page.getByRole('textbox', { name: 'Nickname' }).waitFor({ timeout: 2_000 }).then(() => true, () => false);
  }, 30_000, () => crm.log());
});
