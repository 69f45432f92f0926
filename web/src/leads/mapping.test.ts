import { expect, test } from 'vitest';
import type { PreviewColumn } from '../api/schema';
import { assign, CUSTOM, mappingOf, problemOf, SKIP, toJson } from './mapping';

const column = (index: number, header: string, mappedTo: string | null): PreviewColumn => ({ index, header, samples: [], mappedTo });
const COLUMNS = [column(0, 'id', null), column(1, 'first_name', 'firstName'), column(2, 'phone1', 'phone'), column(3, 'phone2', 'phone'), column(4, 'County', 'custom:County')];

test('the server’s guess is where the editor starts', () => {
  expect(mappingOf(COLUMNS)).toEqual({ 0: SKIP, 1: 'firstName', 2: 'phone', 3: 'phone', 4: CUSTOM });
});

test('a second column of a single-valued field takes it from the first', () => {
  expect(assign({ 0: 'firstName', 1: 'lastName' }, 1, 'firstName')).toEqual({ 0: SKIP, 1: 'firstName' });
});

test('several columns may be phones', () => {
  expect(assign({ 0: 'phone', 1: SKIP }, 1, 'phone')).toEqual({ 0: 'phone', 1: 'phone' });
});

test('without a phone column there is nothing to import', () => {
  expect(problemOf({ 0: 'firstName' })).toContain('phone');
  expect(problemOf({ 0: 'phone' })).toBeNull();
});

test('what is sent names every column, and a custom field keeps its header', () => {
  expect(toJson(mappingOf(COLUMNS), COLUMNS)).toEqual({ 0: 'ignore', 1: 'firstName', 2: 'phone', 3: 'phone', 4: 'custom:County' });
});
