// The board under the mouse and under a finger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, serve, until } from './harness.mjs';

let crm, chrome;

before(async () => {
  [crm, chrome] = await Promise.all([serve('fitness_club'), browser()]);
});

after(async () => {
  await chrome?.close();
  await crm?.stop();
});

/** A signed-in page with a deal of one's own in the first stage, and how to ask where the deal stands. */
async function board(options, name) {
  const context = await chrome.newContext({ locale: 'en', ...options });
  const person = crm.people['anna@fitness.example'];
  const { csrf } = await (await context.request.post(`${crm.url}/api/login`, { data: { email: person.email, password: person.password } })).json();
  const headers = { 'X-CSRF-Token': csrf };
  const client = (await (await context.request.get(`${crm.url}/api/records/person?limit=1&where=${encodeURIComponent('lifecycle == "prospect"')}`)).json()).data[0];
  const made = await context.request.post(`${crm.url}/api/records/deal`, { headers, data: { name, person: client.id } });
  assert.equal(made.status(), 201, await made.text());
  const deal = await made.json();
  const page = await context.newPage();
  await page.goto(`${crm.url}/e/deal?view=new_sales&search=${encodeURIComponent(name)}`);
  const card = page.locator('[data-rfd-draggable-id]', { hasText: name }).first();
  await card.waitFor();
  const stage = async () => (await (await context.request.get(`${crm.url}/api/records/deal/${deal.id}`)).json()).stage;
  return { page, card, stage };
}

test('a card is dragged by the mouse', async () => {
  const { page, card, stage } = await board({ viewport: { width: 1440, height: 900 } }, 'By mouse');
  const from = await card.boundingBox();
  const [x, y] = [from.x + from.width / 2, from.y + 15];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y, { steps: 4 });
  await page.mouse.move(x + 230, y + 10, { steps: 15 });
  await page.waitForTimeout(400);
  await page.mouse.up();
  await until(async () => (await stage()) === 'contacted', 10_000, () => 'the deal has not moved');
});

test('a card is dragged by a finger', async () => {
  const { page, card, stage } = await board({ viewport: { width: 820, height: 1100 }, hasTouch: true, isMobile: true }, 'By finger');
  const from = await card.boundingBox();
  const [x, y] = [from.x + from.width / 2, from.y + 15];
  const hand = await page.context().newCDPSession(page);
  const touch = (type, px, py) => hand.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: px, y: py }] });
  await touch('touchStart', x, y);
  await page.waitForTimeout(500); // a long press lifts
  for (let i = 1; i <= 15; i++) {
    await touch('touchMove', x + i * 15, y + i);
    await page.waitForTimeout(30);
  }
  await page.waitForTimeout(400);
  await touch('touchEnd');
  await until(async () => (await stage()) === 'contacted', 10_000, () => 'the deal has not moved');
});
