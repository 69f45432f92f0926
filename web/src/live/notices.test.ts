import { expect, test } from 'vitest';
import { aCall } from '../testing/samples';
import { tell } from './notices';

test('a callback that is due is told with the name, where it is known', () => {
  expect(tell({ id: 'n', kind: 'callback-due', leadId: 'l' }, undefined, 'Ada Park')?.text).toContain('Ada Park asked to be called back');
  expect(tell({ id: 'n', kind: 'callback-handed-over' })?.level).toBe('warning');
});

test('a dropped call names the person where the screen knows them, else the number', () => {
  const notice = { id: 'n', kind: 'call-dropped', callId: 'call-1', reason: 'agent-busy', to: '+15046218927' };
  const call = aCall({ lead: { id: 'lead-1', name: 'Ada Park' } });
  expect(tell(notice, call)?.text).toMatch(/^Ada Park answered while you were on another call/);
  expect(tell(notice)?.text).toMatch(/^\+1 504 621 8927 answered/);
});

test('a notice without words for people is not shown', () => {
  expect(tell({ id: 'n', kind: 'something-new' })).toBeNull();
  expect(tell({ id: 'n', text: 'The provider is back.' })).toEqual({ level: 'info', text: 'The provider is back.' });
});
