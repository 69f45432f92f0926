import { expect, test, type Page } from '@playwright/test';
import { callApi, expectAccessible, leadsCsv, OWNER, signIn } from './trunkline';

/** A newcomer's first day, in one browser, in order: sign in, import, campaign, dialer. */
test.describe.configure({ mode: 'serial' });

const LIST = `Customers ${Date.now()}`;
const CAMPAIGN = `Reminders ${Date.now()}`;
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
});

test.afterAll(async () => {
  await page.context().close();
});

test('a wrong password gets a plain sentence, the right one the app', async () => {
  await page.goto('/leads');
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Email and password do not match')).toBeVisible();
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/leads/);
  await expect(page.getByRole('status', { name: 'Connection: live' })).toBeVisible();
});

test('a number to call from is added, and nonsense is refused with a reason', async () => {
  await page.goto('/settings/numbers');
  await page.getByLabel('Number', { exact: true }).fill('hello');
  await page.getByRole('button', { name: 'Add number' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  for (const number of ['+1 212 736 5000', '+1 312 922 9410', '+1 415 362 4777']) {
    const shown = page.getByText(number, { exact: true });
    if ((await shown.count()) > 0) continue;
    await page.getByLabel('Number', { exact: true }).fill(number);
    await page.getByRole('button', { name: 'Add number' }).click();
    await expect(shown).toBeVisible();
  }
});

test('the simulator is made fast and answers often', async () => {
  await callApi(page, 'PUT', '/api/settings', {
    provider: 'simulator',
    mockConfig: {
      answerRate: 0.7, machineRate: 0.1, busyRate: 0.1, noAnswerRate: 0.1, failureRate: 0,
      ringSeconds: { min: 4, max: 8 }, talkSeconds: { min: 30, max: 60 }, speed: 20, seed: 7,
    },
  });
  await page.goto('/settings/provider');
  await expect(page.getByRole('textbox', { name: 'Speed' })).toHaveValue(/^20/);
  await expect(page.getByText('SIMULATOR', { exact: true })).toBeVisible();
});

test('a file is dropped, read, imported, and the row without a phone is in the rejects', async () => {
  await page.goto('/leads');
  await page.getByRole('button', { name: 'New list' }).click();
  await page.getByLabel('Name', { exact: true }).fill(LIST);
  await page.getByRole('button', { name: 'Make list' }).click();
  await page.getByRole('link', { name: 'Import leads' }).first().click();
  await page.getByLabel('CSV file').setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: leadsCsv(24) });
  await expect(page.getByRole('combobox', { name: 'Phone becomes' })).toHaveValue('Phone');
  await expect(page.getByRole('combobox', { name: 'First Name becomes' })).toHaveValue('First name');
  await page.getByRole('button', { name: /^Import \d+ rows/ }).click();
  await expect(page.getByText('COMPLETED')).toBeVisible();
  await expect(page.getByText(/24 leads imported/)).toBeVisible();
  const rejects = page.getByRole('link', { name: 'Download rejects' });
  const answer = await page.request.get((await rejects.getAttribute('href')) ?? '');
  expect(await answer.text()).toContain('Nowhere Ltd');
  await page.getByRole('link', { name: 'See the leads' }).click();
  await page.getByLabel('Search leads').fill('lead7');
  await expect(page.getByRole('row', { name: /Lead7 Number7/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Lead8 Number8/ })).toBeHidden();
});

test('a file that is no CSV gets a clear answer', async () => {
  await page.getByLabel('Search leads').fill('');
  await page.getByRole('link', { name: 'Import leads' }).first().click();
  await page.getByLabel('CSV file').setInputFiles({ name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n') });
  await expect(page.getByRole('alert')).toContainText(/PDF|CSV/);
});

test('an unattended campaign is created, started and watched until it is complete', async () => {
  await page.goto('/campaigns');
  await page.getByRole('link', { name: 'New campaign' }).first().click();
  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(page.getByText('Choose at least one list.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill(CAMPAIGN);
  await page.getByRole('combobox', { name: 'Lists' }).click();
  await page.getByRole('option', { name: new RegExp(LIST) }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'unattended' }).click();
  await page.getByRole('switch', { name: 'Always open' }).click();
  await page.getByRole('textbox', { name: 'Attempts per lead' }).fill('1');
  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(page.getByRole('heading', { name: CAMPAIGN })).toBeVisible();
  await expect(page.getByText(/Calling \d+ of 5 lines/)).toBeVisible();
  await expect(page.getByRole('heading', { name: /COMPLETED/ })).toBeVisible({ timeout: 80_000 });
  await expect(page.getByText(/24 leads done/)).toBeVisible();
});

test('each call unfolds to its timeline', async () => {
  const first = page.getByRole('button', { expanded: false }).filter({ hasText: '+1 212' }).first();
  await first.click();
  await expect(page.getByText('INITIATED').first()).toBeVisible();
  await page.getByText('raw payload').first().click();
  await expect(page.locator('pre').first()).toBeVisible();
});

test('the power dialer calls picked contacts, and the answered one opens the panel', async () => {
  await page.goto('/calls');
  await page.getByRole('combobox', { name: 'List', exact: true }).click();
  await page.getByRole('option', { name: LIST }).click();
  await expect(page.getByText(/^Lead\d+ Number\d+$/).first()).toBeVisible();
  await page.getByLabel('Select all shown').click();
  await page.getByRole('button', { name: /Add to Queue/ }).click();
  await page.getByRole('tab', { name: /Queue/ }).click();
  await expect(page.getByText('PENDING').first()).toBeVisible();
  await page.getByRole('button', { name: 'Start Dialing' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByText('CALLING').first()).toBeVisible();

  const panel = page.getByRole('complementary', { name: /^Call with/ });
  await expect(panel).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('n');
  await page.keyboard.type('Asked for the price list.');
  await expect(panel.getByText('saved', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  const hangUp = panel.getByRole('button', { name: /Hang up/ });
  if (await hangUp.isVisible()) await hangUp.click({ timeout: 3_000 }).catch(() => undefined);
  await expect(panel.getByText('wrap-up', { exact: true })).toBeVisible();
  const name = (await panel.getAttribute('aria-label')) ?? '';
  await page.keyboard.press('6');
  await expect(page.getByRole('complementary', { name, exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Start Dialing' })).toBeVisible();
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByText('stopped').first()).toBeVisible();
});

test('the dialer fits a small laptop without scrolling', async () => {
  const scrolls = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight || document.querySelector('main')!.scrollHeight > document.querySelector('main')!.clientHeight);
  expect(scrolls).toBe(false);
});

test('everything is found by name with Ctrl-K', async () => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or command' }).fill('Lead7');
  await expect(page.getByRole('option', { name: /Lead7 Number7/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Lead7 Number7' })).toBeVisible();
  await page.keyboard.press('Escape');
});

for (const theme of ['Light', 'Dark'] as const) {
  test(`no serious accessibility finding in the ${theme.toLowerCase()} theme`, async () => {
    await page.goto('/settings/me');
    await page.getByRole('radiogroup', { name: 'Theme' }).getByText(theme).click();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme.toLowerCase());
    for (const path of ['/calls', '/calls/manual', '/callbacks', '/wallboard', '/campaigns', '/campaigns/new', '/leads', '/settings/organization', '/settings/provider', '/settings/numbers', '/settings/users', '/settings/dnc', '/settings/tokens', '/settings/dispositions', '/settings/me']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await expectAccessible(page, `${path} ${theme}`);
    }
    await page.goto('/campaigns');
    await page.getByRole('row', { name: new RegExp(CAMPAIGN) }).click();
    await expect(page.getByRole('heading', { name: CAMPAIGN })).toBeVisible();
    await expectAccessible(page, `campaign ${theme}`);
  });
}

test('signing out ends the session', async () => {
  await page.getByRole('button', { name: /account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page, 'sign in');
  await page.goto('/leads');
  await expect(page).toHaveURL(/sign-in/);
  await signIn(page);
});
