import { expect, test } from 'vitest';
import { dialable } from './dialable';

test('anything pasted is read', () => {
  const read = (text: string, home = 'US') => dialable(text, home).e164;
  expect(['(504) 621-8927', '504.621.8927', '1-504-621-8927', '+1 504 621 8927', 'tel:+15046218927', '+1 504-621-8927 ext. 12'].map((t) => read(t))).toEqual(Array(6).fill('+15046218927'));
  expect(read('0171 2345678', 'DE')).toBe('+491712345678');
  expect(read('06 698 12345', 'IT')).toBe('+390669812345');
  expect(read('0044 20 7946 0958')).toBe('+442079460958');
  expect(read('011 49 171 2345678')).toBe('+491712345678');
});

test('what is no number yet says nothing', () => {
  expect(['', '5', 'hello', '+', '504 621', '12345678901234567'].map((t) => dialable(t).e164)).toEqual(Array(6).fill(null));
});

test('the country is named', () => {
  expect(dialable('+442079460958').country).toBe('United Kingdom');
  expect(dialable('5046218927').country).toBe('US or Canada');
  expect(dialable('+99912345678').country).toBeNull();
});
