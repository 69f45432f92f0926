import { expect, test, type Page } from '@playwright/test';
import { callApi, expectAccessible, leadsCsv, signIn } from './trunkline';

/** An agent's day: by hand, in preview, in the pool of a predictive campaign. Everything is simulated and fast. */
test.describe.configure({ mode: 'serial' });

const STAMP = Date.now();
const LIST = `Day ${STAMP}`;
const POOL = `Pool ${STAMP}`;
const WINDOW = { alwaysOpen: true };
let page: Page;
let listId = '';

interface Created {
  id: string;
}

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  await signIn(page);
  const { items } = await callApi<{ items: { number: string }[] }>(page, 'GET', '/api/numbers');
  if (items.length === 0) for (const number of ['+12127365000', '+13129229410']) await callApi(page, 'POST', '/api/numbers', { number, label: '' });
  await callApi(page, 'PUT', '/api/settings', {
    provider: 'simulator',
    mockConfig: { answerRate: 1, machineRate: 0, busyRate: 0, noAnswerRate: 0, failureRate: 0, ringSeconds: { min: 2, max: 4 }, talkSeconds: { min: 600, max: 900 }, speed: 5, seed: 11 },
  });
  listId = (await callApi<Created>(page, 'POST', '/api/lists', { name: LIST, region: 'US' })).id;
  const cookies = await page.context().cookies();
  const token = decodeURIComponent(cookies.find((c) => c.name === 'XSRF-TOKEN')?.value ?? '');
  const sent = await page.request.post(`/api/lists/${listId}/import`, {
    headers: { 'X-XSRF-TOKEN': token },
    multipart: { file: { name: 'day.csv', mimeType: 'text/csv', buffer: leadsCsv(30) }, onDuplicate: 'add' },
  });
  expect(sent.ok(), await sent.text()).toBe(true);
  await expect.poll(async () => (await callApi<{ leadCount: number }>(page, 'GET', `/api/lists/${listId}`)).leadCount).toBe(30);
});

test.afterAll(async () => {
  await callApi(page, 'PUT', '/api/agents/me/status', { status: 'offline' }).catch(() => undefined);
  await page.context().close();
});

const panel = () => page.getByRole('complementary', { name: /^Call with/ });

async function finish(outcome = '1'): Promise<void> {
  await panel().getByRole('button', { name: /Hang up/ }).click();
  await expect(panel().getByText('wrap-up', { exact: true })).toBeVisible();
  await page.keyboard.press(outcome);
}

test('a campaign is made, then changed, and keeps the rest as it was', async () => {
  const made = await callApi<Created>(page, 'POST', '/api/campaigns', { name: `Draft ${STAMP}`, mode: 'power', listIds: [listId], callingWindow: WINDOW, script: 'Hello {firstName}', wrapUpSeconds: 90 });
  await page.goto(`/campaigns/${made.id}`);
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByRole('textbox', { name: 'Script' })).toHaveValue('Hello {firstName}');
  await expectAccessible(page, 'edit campaign');
  await page.getByRole('textbox', { name: 'Attempts per lead' }).fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(new RegExp(`${made.id}$`));
  const changed = await callApi<{ maxAttempts: number; wrapUpSeconds: number; script: string; callingWindow: { alwaysOpen: boolean } }>(page, 'GET', `/api/campaigns/${made.id}`);
  expect(changed).toMatchObject({ maxAttempts: 5, wrapUpSeconds: 90, script: 'Hello {firstName}', callingWindow: { alwaysOpen: true } });
});

test('a pasted number is called by hand, and the panel is there from the launch', async () => {
  const lead = (await callApi<{ items: { phones: { number: string }[]; firstName: string }[] }>(page, 'GET', `/api/leads?listId=${listId}&limit=1`)).items[0]!;
  await page.goto('/calls/manual');
  await expectAccessible(page, 'manual dialing');
  const number = lead.phones[0]!.number;
  await page.getByLabel('Number to call').fill(`(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`);
  await expect(page.getByRole('region', { name: 'Dial pad' }).getByText(lead.firstName)).toBeVisible();
  // By hand, too, nobody is called outside their hours: then the reason stands beside the number.
  await page.keyboard.press('Enter');
  const refused = page.getByText(/calling window/);
  await expect(panel().or(refused).first()).toBeVisible();
  if (await refused.isVisible()) return;
  await expect(panel().getByText('in-progress')).toBeVisible();
  await finish();
  await expect(panel()).toBeHidden();
  await expect(page.getByRole('button', { name: /^Call .* back$/ }).first()).toBeEnabled();
});

test('in preview each lead is read first, then skipped with a reason or called', async () => {
  await page.goto('/calls');
  await page.getByRole('radiogroup', { name: 'Mode' }).getByText('preview').click();
  await page.getByRole('combobox', { name: 'List', exact: true }).click();
  await page.getByRole('option', { name: LIST }).click();
  await page.getByRole('button', { name: /^Add all 30 leads/ }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const name = page.getByRole('region', { name: 'Dialer' }).getByRole('heading', { level: 2 });
  await expect(name).toBeVisible();
  const first = await name.innerText();
  await expectAccessible(page, 'preview');
  await page.keyboard.press('s');
  await page.getByRole('menuitem', { name: 'Not a fit' }).click();
  await expect(name).not.toHaveText(first);
  await page.keyboard.press('ArrowLeft');
  await expect(name).toHaveText(first);
  await expect(page.getByText('skipped: Not a fit')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('d');
  await expect(panel().getByText('in-progress')).toBeVisible();
  await finish();
  await page.reload();
  await expect(name).not.toHaveText(first);
  await page.getByRole('button', { name: 'Stop' }).click();
});

test('a callback stands in the agenda until it is canceled', async () => {
  const lead = (await callApi<{ items: { id: string; firstName: string; lastName: string }[] }>(page, 'GET', `/api/leads?listId=${listId}&limit=1`)).items[0]!;
  const name = `${lead.firstName} ${lead.lastName}`;
  await callApi(page, 'POST', '/api/callbacks', { leadId: lead.id, dueAt: new Date(Date.now() + 3_600_000).toISOString(), notes: 'Bring the price list' });
  await page.goto('/callbacks');
  await expect(page.getByText('Bring the price list')).toBeVisible();
  await expectAccessible(page, 'callbacks');
  await page.getByRole('button', { name: `More for ${name}` }).first().click();
  await page.getByRole('menuitem', { name: 'Reschedule' }).click();
  await page.getByText('Anyone may').click();
  await page.getByRole('button', { name: 'Tomorrow 15:00' }).click();
  await expect(page.getByText('anyone', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: `More for ${name}` }).first().click();
  await page.getByRole('menuitem', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Cancel callback' }).click();
  await expect(page.getByText('Bring the price list')).toBeHidden();
});

test('an agent joins a pool, gets a call, and is back in the pool after the outcome', async () => {
  const made = await callApi<Created>(page, 'POST', '/api/campaigns', { name: POOL, mode: 'predictive', listIds: [listId], callingWindow: WINDOW, script: 'Hello {firstName}, this is {agent}.', start: true });
  await page.goto(`/campaigns/${made.id}`);
  await page.getByRole('link', { name: 'Join as agent' }).click();
  await page.getByRole('button', { name: 'Join the pool' }).click();
  await expect(panel()).toBeVisible();
  await expect(panel().getByText(/^Hello Lead\d+, this is /)).toBeVisible();
  await expectAccessible(page, 'call panel');
  await finish();
  await expect(page.getByText(`You are in the pool of ${POOL}, waiting`).or(page.getByText(`On a call of ${POOL}`))).toBeVisible();
});

test('the campaign says why it dials as it does', async () => {
  await page.goto('/campaigns');
  await page.getByRole('row', { name: new RegExp(POOL) }).click();
  await expect(page.getByRole('region', { name: 'Pacing' }).getByText(/^Dial level/).first()).toBeVisible();
  await expectAccessible(page, 'predictive campaign');
});

test('a break takes the agent out of the pool', async () => {
  await page.goto('/calls');
  await page.getByRole('banner').getByRole('button', { name: /available|on-call|wrap-up|dialing|ringing/ }).click();
  await page.getByLabel('Another reason for a break').fill('Dentist');
  await page.keyboard.press('Enter');
  // A call that is on goes on; the break begins after its outcome.
  await expect
    .poll(async () => {
      const hangUp = panel().getByRole('button', { name: /Hang up/ });
      if (await hangUp.isVisible()) await hangUp.click({ timeout: 2_000 }).catch(() => undefined);
      if (await panel().getByText('wrap-up', { exact: true }).isVisible()) await page.keyboard.press('1');
      return page.getByText('On a break: Dentist').isVisible();
    })
    .toBe(true);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Join the pool' })).toBeVisible();
});

test('the wallboard shows the floor and the running campaigns', async () => {
  await page.goto('/wallboard');
  await expect(page.getByRole('article', { name: POOL })).toBeVisible();
  await expect(page.getByText('agents here')).toBeVisible();
  await expectAccessible(page, 'wallboard');
});
