import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const debianChromium = '/usr/bin/chromium';
const executablePath = process.env.CHROMIUM ?? (existsSync(debianChromium) ? debianChromium : undefined);

/** Drives a running Trunkline. TRUNKLINE_URL says where; TRUNKLINE_OWNER_EMAIL and TRUNKLINE_OWNER_PASSWORD sign in. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  // Generous: a slow machine is no fault of the app, and speed is measured elsewhere.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    actionTimeout: 30_000,
    baseURL: process.env.TRUNKLINE_URL ?? 'http://localhost:8080',
    viewport: { width: 1280, height: 720 },
    launchOptions: { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] },
    screenshot: 'only-on-failure',
  },
});
