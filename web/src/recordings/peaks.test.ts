import { expect, test } from 'vitest';
import { peaks } from './peaks';

test('each bar is the loudest moment of its part, measured against the loudest of all', () => {
  expect(peaks(Float32Array.of(0, 0.25, -0.5, 0.1, 0, 0), 3)).toEqual([0.5, 1, 0]);
});

test('silence and less sound than bars are no trouble', () => {
  expect(peaks(new Float32Array(100), 4)).toEqual([0, 0, 0, 0]);
  expect(peaks(Float32Array.of(0.5), 2)).toEqual([1, 0]);
});
