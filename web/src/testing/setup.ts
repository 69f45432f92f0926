import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

// No test ever reaches a real address; one that asks without a fake gets an honest failure.
const nowhere = () => Promise.reject(new TypeError('no server in this test'));

beforeEach(() => {
  vi.stubGlobal('fetch', nowhere);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.stubGlobal('fetch', nowhere);
});
