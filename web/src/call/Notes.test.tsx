import { act, fireEvent, screen } from '@testing-library/react';
import { createRef } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { answer, fakeApi } from '../testing/fakeApi';
import { renderWith } from '../testing/render';
import { aCall } from '../testing/samples';
import { Notes } from './Notes';

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
});

const type = (text: string) => fireEvent.change(screen.getByLabelText('Notes'), { target: { value: text } });
const settle = () => act(() => vi.advanceTimersByTimeAsync(600));

test('notes are saved once after a pause in typing, with the CSRF header', async () => {
  vi.useFakeTimers();
  const { asked } = fakeApi({ 'PUT /api/calls/call-1/notes': {} });
  renderWith(<Notes ref={createRef()} call={aCall()} onTyping={() => undefined} />);
  type('price');
  type('price list');
  expect(asked).toHaveLength(0);
  await settle();
  expect(asked.map((a) => a.body)).toEqual([{ notes: 'price list' }]);
  expect(asked[0]?.headers['X-XSRF-TOKEN']).toBe('abc');
  expect(screen.getByRole('status').textContent).toBe('saved');
});

test('a refusal is shown, and the text stays', async () => {
  vi.useFakeTimers();
  fakeApi({ 'PUT /api/calls/call-1/notes': () => answer(409, { detail: 'The call belongs to somebody else.', code: 'not-in-state' }) });
  renderWith(<Notes ref={createRef()} call={aCall({ notes: 'old' })} onTyping={() => undefined} />);
  type('old, new');
  await settle();
  expect(screen.getByRole('status').textContent).toContain('somebody else');
  expect((screen.getByLabelText('Notes') as HTMLTextAreaElement).value).toBe('old, new');
});

test('closing the panel within the pause still saves the last words', async () => {
  vi.useFakeTimers();
  const { asked } = fakeApi({ 'PUT /api/calls/call-1/notes': {} });
  const { unmount } = renderWith(<Notes ref={createRef()} call={aCall()} onTyping={() => undefined} />);
  type('last words');
  unmount();
  await settle();
  expect(asked.map((a) => a.body)).toEqual([{ notes: 'last words' }]);
});
