import { expect, test } from 'vitest';
import { anAgent } from '../testing/samples';
import { boardOf, floorOf, tooLong } from './board';

const at = (userId: string, status: Parameters<typeof anAgent>[0], since = '2026-11-21T09:00:00Z') => anAgent({ userId, since, ...status });

test('who talks stands first, and in each state who has been in it longest', () => {
  const board = boardOf([at('free', { status: 'available' }), at('b', { status: 'on-call' }, '2026-11-21T09:05:00Z'), at('a', { status: 'on-call' }), at('rest', { status: 'break' })]);
  expect(board.map((a) => a.userId)).toEqual(['a', 'b', 'free', 'rest']);
});

test('a silent browser is last and does not count as available', () => {
  const agents = [at('gone', { status: 'available', disconnected: true }), at('here', { status: 'available' }), at('off', { status: 'offline' })];
  expect(boardOf(agents).map((a) => a.userId)).toEqual(['here', 'off', 'gone']);
  expect(floorOf(agents)).toEqual([{ status: 'on-call', n: 0 }, { status: 'available', n: 1 }]);
});

test('long waits and long wrap-ups stand out, long talks do not', () => {
  expect([tooLong('available', 200), tooLong('wrap-up', 130), tooLong('on-call', 9999), tooLong('available', 20)]).toEqual([true, true, false, false]);
});
