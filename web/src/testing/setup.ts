import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

// A busy machine fails nothing: a condition has time to come true.
configure({ asyncUtilTimeout: 20_000 });

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

// There is no layout here: every element has a size, so that virtual lists show their rows.
Object.defineProperties(Object.getPrototypeOf(HTMLDivElement.prototype), { clientHeight: { get: () => 600 }, clientWidth: { get: () => 800 } });
