import { expect, test } from 'vitest';
import { filled } from './Script';

const lead = { id: 'l', name: 'Ada Lovelace Park', company: 'Benton Inc' };

test('names are filled in, and what nobody knows stays readable', () => {
  expect(filled('Hello {firstName} of {company}, this is {agent}.', 'Bo', lead)).toBe('Hello Ada of Benton Inc, this is Bo.');
  expect(filled('Hello {firstName}, {discount} off.', 'Bo', null)).toBe('Hello …, {discount} off.');
});
