import { chromium, expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { callApi, expectAccessible, signIn } from './trunkline';
import { ACCOUNT, claimsOf, VoiceEndpoint } from './voiceEndpoint';

/** A real provider carries the calls: the browser is the agent's phone. Twilio itself is played by VoiceEndpoint. */
const DEVICE = '--use-fake-device-for-media-stream';
const ALLOWED = '--use-fake-ui-for-media-stream';
/** Nothing answers there, whether this machine has a network or not. */
const UNREACHABLE = '--host-resolver-rules=MAP *.twilio.com 127.0.0.1:9';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let twilio: VoiceEndpoint | null = null;

async function open(...flags: string[]): Promise<void> {
  const { launchOptions, baseURL, viewport } = test.info().project.use;
  browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions?.args ?? []), '--allow-loopback-in-peer-connection', ...flags] });
  context = await browser.newContext({ baseURL, viewport });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
}

async function useTwilio(): Promise<void> {
  await callApi(page, 'PUT', '/api/providers/twilio', ACCOUNT);
  await callApi(page, 'PUT', '/api/settings', { provider: 'twilio' });
}

/** @param answering which page is the far end of the sound */
async function playTwilio(answering = () => page): Promise<VoiceEndpoint> {
  const { voiceUrl } = await callApi<{ voiceUrl: string }>(page, 'GET', '/api/providers/twilio');
  const endpoint = new VoiceEndpoint(voiceUrl);
  await endpoint.serve(context, answering);
  twilio = endpoint;
  return endpoint;
}

const audio = () => page.getByRole('banner').getByRole('button', { name: /audio|microphone|twilio|server/i });

async function become(status: 'available' | 'offline'): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: /^(offline|available|break)/ }).click();
  await page.getByRole('menuitem', { name: status, exact: true }).click();
}

const status = async () => callApi<{ status: string; audio: string }>(page, 'GET', '/api/agents/me/status');

test.afterEach(async () => {
  // A webhook that is under way is signed by the account that goes away below.
  await twilio?.end();
  twilio = null;
  await callApi(page, 'PUT', '/api/agents/me/status', { status: 'offline' });
  await callApi(page, 'PUT', '/api/settings', { provider: 'simulator' });
  await callApi(page, 'DELETE', '/api/providers/twilio');
  await browser.close();
});

test('the browser is let in with our ticket, joins the room, comes back when the leg is lost, and leaves', async () => {
  await open(DEVICE, ALLOWED);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await signIn(page);
  await expect(page.getByText('SIMULATOR')).toBeVisible();
  expect(loaded.filter((path) => /twilio|LineControl/.test(path)), 'on the simulator nothing of it is loaded').toEqual([]);

  const twilio = await playTwilio();
  await page.goto('/calls');
  await useTwilio();
  await expect(audio()).toHaveText('Audio off');
  await expect(page.getByText('SIMULATOR')).toBeHidden();
  expect(twilio.types()).toEqual([]);

  await become('available');
  await expect(audio()).toHaveText('Audio ready');
  expect(twilio.types()).toEqual(['listen', 'register', 'invite']);
  expect(twilio.heard[1]).toMatchObject({ version: '1.6', payload: { media: { audio: true } } });
  const claims = claimsOf(twilio.heard[0]?.payload.token ?? '');
  expect(claims).toMatchObject({ iss: ACCOUNT.apiKeySid, sub: ACCOUNT.accountSid, grants: { voice: { outgoing: { application_sid: ACCOUNT.appSid } } } });
  expect(await status()).toMatchObject({ status: 'available', audio: 'live' });
  await expect.poll(() => twilio.soundReceived(page), { message: 'sound from the microphone reaches the far end' }).toBeGreaterThan(2_000);

  await twilio.drop();
  await expect.poll(() => twilio.types().filter((type) => type === 'invite')).toHaveLength(2);
  await expect(audio()).toHaveText('Audio ready');
  expect((await status()).audio).toBe('live');

  await become('offline');
  await expect(audio()).toHaveText('Audio off');
  await expect.poll(() => twilio.types().at(-1)).toBe('hangup');
  await expect.poll(async () => (await status()).audio).toBe('pending');
});

test('one tab carries the audio, and a second one asks before it takes over', async () => {
  await open(DEVICE, ALLOWED);
  await signIn(page);
  await useTwilio();
  let carrying = page;
  await playTwilio(() => carrying);
  await page.goto('/calls');
  await become('available');
  await expect(audio()).toHaveText('Audio ready');
  const first = page;
  page = await context.newPage();
  await page.goto('/campaigns');
  await expect(audio()).toHaveText('Audio in another tab');
  await audio().click();
  carrying = page;
  await page.getByRole('button', { name: 'Use this tab instead' }).click();
  await expect(audio()).toHaveText('Audio ready');
  await expect(first.getByRole('button', { name: 'Audio in another tab' })).toBeVisible();
});

test('microphone and speaker can be chosen and tried', async () => {
  await open(DEVICE, ALLOWED);
  await signIn(page);
  await useTwilio();
  await page.goto('/calls');
  await audio().click();
  await expect(page.getByText('It hears you.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Microphone' }).click();
  await page.getByRole('option', { name: /Fake Audio Input 2/ }).click();
  await expect(page.getByRole('combobox', { name: 'Microphone' })).toHaveValue(/Fake Audio Input 2/);
  await expectAccessible(page, 'audio menu');
  await page.keyboard.press('Escape');
  await page.reload();
  await audio().click();
  await expect(page.getByRole('combobox', { name: 'Microphone' })).toHaveValue(/Fake Audio Input 2/);
});

test('whoever refuses the microphone gets no calls, and reads how to allow it', async () => {
  await open(DEVICE, '--deny-permission-prompts');
  await signIn(page);
  await useTwilio();
  const twilio = await playTwilio();
  await page.goto('/calls');
  await become('available');
  await expect(audio()).toHaveText('Microphone blocked');
  await expect(page.getByText(/Click the microphone or lock icon in the address bar/).first()).toBeVisible();
  expect((await status()).status).toBe('offline');
  expect(twilio.types()).toEqual([]);
});

test('a provider out of reach is said in plain words, and the page allows the way there', async () => {
  await open(DEVICE, ALLOWED, UNREACHABLE);
  const violations: string[] = [];
  page.on('console', (message) => message.text().includes('Content Security Policy') && violations.push(message.text()));
  await signIn(page);
  await useTwilio();
  await page.goto('/calls');
  await become('available');
  await expect(audio()).toHaveText('Twilio is out of reach');
  expect((await status()).status).toBe('offline');
  await audio().click();
  await expect(page.getByRole('dialog').getByText(/no connection to voice-js\.roaming\.twilio\.com.*Trunkline goes on trying/)).toBeVisible();
  await expectAccessible(page, 'audio menu in trouble');
  expect(violations).toEqual([]);
});

test('a ticket that Twilio refuses sends people to the key', async () => {
  await open(DEVICE, ALLOWED);
  await signIn(page);
  await useTwilio();
  await callApi(page, 'PUT', '/api/providers/twilio', { apiKeySecret: 'mistyped' });
  await playTwilio();
  await page.goto('/calls');
  await become('available');
  await expect(audio()).toHaveText('Twilio refuses the key');
  await expect(page.getByText(/checks the account SID, API key SID and API key secret/).first()).toBeVisible();
  expect((await status()).status).toBe('offline');
});

test('an admin sets Twilio up on one page, and goes back to the simulator by one switch', async () => {
  await open();
  await signIn(page);
  await page.goto('/settings/provider');
  const twilio = page.getByRole('group', { name: 'Twilio' });
  const account = page.getByRole('region', { name: 'Twilio account' });
  await expect(twilio.getByRole('button', { name: 'Use Twilio' })).toBeDisabled();
  await expectAccessible(page, 'provider, nothing set');

  await account.getByRole('textbox', { name: 'Account SID' }).fill('nonsense');
  await account.getByRole('button', { name: 'Save account' }).click();
  await expect(page.getByText('The account SID begins with AC and has 34 characters.')).toBeVisible();
  for (const [name, value] of [['Account SID', ACCOUNT.accountSid], ['Auth token', ACCOUNT.authToken], ['API key SID', ACCOUNT.apiKeySid], ['API key secret', ACCOUNT.apiKeySecret], ['TwiML App SID', ACCOUNT.appSid]] as const) {
    await account.getByRole('textbox', { name }).fill(value);
  }
  await account.getByRole('button', { name: 'Save account' }).click();
  await expect(account.getByRole('textbox', { name: 'Auth token' })).toHaveAttribute('placeholder', /^Set\./);
  await expect(account.getByRole('textbox', { name: 'Auth token' })).toHaveValue('');
  await page.reload();
  await expect(account.getByRole('textbox', { name: 'Account SID' })).toHaveValue(ACCOUNT.accountSid);
  await expect(account.getByRole('textbox', { name: 'API key secret' })).toHaveValue('');

  await expect(page.getByRole('region', { name: 'Addresses for Twilio' }).getByText(/\/webhooks\/twilio\/voice$/)).toBeVisible();
  await expect(page.getByText('not reachable', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Test connection' }).click();
  // An account that exists nowhere is refused, or Twilio is out of reach from here; either is said.
  await expect(page.getByRole('region', { name: 'Try it' }).getByRole('alert')).toHaveText(/Twilio/);
  await expectAccessible(page, 'provider, account set');

  await twilio.getByRole('button', { name: 'Use Twilio' }).click();
  await expect(page.getByRole('dialog').getByText(/ring real people/)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Use Twilio' }).click();
  await expect(twilio.getByText('in use')).toBeVisible();
  await expect(page.getByText('SIMULATOR', { exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Use Simulator' }).click();
  await expect(page.getByText('SIMULATOR', { exact: true })).toBeVisible();
  await expect(audio()).toBeHidden();

  await account.getByRole('button', { name: 'Remove account' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(ACCOUNT.accountSid);
  await page.getByRole('dialog').getByRole('button', { name: 'Remove account' }).click();
  await expect(account.getByRole('textbox', { name: 'Account SID' })).toHaveValue('');
});
