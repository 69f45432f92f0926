import { expect, test } from 'vitest';
import { spanInView } from './useRowsInView';

test('only rows in view exist, and some on each side', () => {
  expect(spanInView(100_000, 40, 8, 4_000, 400)).toEqual({ first: 92, end: 118 });
  expect(spanInView(100_000, 40, 8, 0, 400)).toEqual({ first: 0, end: 18 });
  expect(spanInView(20, 40, 8, 400, 400)).toEqual({ first: 2, end: 20 });
  expect(spanInView(0, 40, 8, 0, 400)).toEqual({ first: 0, end: 0 });
});

test('a list that became shorter than where it was scrolled to shows nothing, rather than rows that are not there', () => {
  expect(spanInView(5, 40, 2, 4_000, 400)).toEqual({ first: 5, end: 5 });
});
