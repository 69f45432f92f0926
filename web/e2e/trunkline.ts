import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export const OWNER = {
  email: process.env.TRUNKLINE_OWNER_EMAIL ?? 'owner@example.com',
  password: process.env.TRUNKLINE_OWNER_PASSWORD ?? 'correct horse',
};

export async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** A call to the API from the page, with its session and CSRF token. */
export async function callApi<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  const cookies = await page.context().cookies();
  const token = cookies.find((c) => c.name === 'XSRF-TOKEN')?.value ?? '';
  const response = await page.request.fetch(path, { method, data: body, headers: { 'X-XSRF-TOKEN': decodeURIComponent(token) } });
  expect(response.ok(), `${method} ${path}: ${response.status()} ${await response.text()}`).toBe(true);
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** A file of the kind people have: quoted commas, two phones a row, one row that cannot be used. */
export function leadsCsv(rows: number): Buffer {
  // Other numbers in each run: a second run over the same data must not find its leads there already.
  const first = 1000 + (Math.floor(Date.now() / 1000) % 8000);
  const lines = ['"First Name","Last Name","Company","Phone","Mobile","State","Shoe size"'];
  for (let i = 0; i < rows; i++) {
    const local = String(first + i);
    lines.push(`"Lead${i}","Number${i}","Company ${i}, Inc","212-736-${local}","212-737-${local}","NY","${36 + (i % 10)}"`);
  }
  lines.push('"No","Phone","Nowhere Ltd","not a number","","NY","40"');
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8');
}

/** No serious or critical finding, on what the page shows now. There are no frames, so no second page is needed. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  expect.soft(grave.map((v) => `${where}: ${v.id} ${v.nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`)).toEqual([]);
}
