import { expect, test } from 'vitest';
import { clock, localTime, nameOf, percent, phone, plural, span, when } from './format';

test('talk time has hours only from an hour on', () => {
  expect(clock(0)).toBe('00:00');
  expect(clock(2530)).toBe('42:10');
  expect(clock(3730.9)).toBe('1:02:10');
  expect(clock(null)).toBe('–');
});

test('a rate with an empty denominator is a dash, not zero', () => {
  expect(percent(null)).toBe('–');
  expect(percent(0)).toBe('0 %');
  expect(percent(0.0191, 1)).toBe('1.9 %');
});

test('numbers read like numbers', () => {
  expect(phone('+15046218927')).toBe('+1 504 621 8927');
  expect(phone('+442079460958')).toBe('+442 079 460 958');
  expect(phone(null)).toBe('–');
  expect(plural(1, 'lead')).toBe('1 lead');
  expect(plural(1214, 'lead')).toBe('1,214 leads');
});

test('a lead without a name is called by its company, then by its number', () => {
  const phones = [{ number: '+15046218927', primary: true }];
  expect(nameOf({ firstName: 'Ada', lastName: 'Park', company: 'Benton', phones })).toBe('Ada Park');
  expect(nameOf({ firstName: '', lastName: '', company: 'Benton', phones })).toBe('Benton');
  expect(nameOf({ firstName: '', lastName: '', company: '', phones })).toBe('+1 504 621 8927');
});

test('local time is that of the lead, and nothing when the zone is unknown', () => {
  const noonUtc = Date.parse('2026-07-01T12:00:00Z');
  expect(localTime('America/Chicago', noonUtc)).toBe('7:00 AM CDT');
  expect(localTime(null, noonUtc)).toBeNull();
  expect(localTime('Not/AZone', noonUtc)).toBeNull();
});

test('today is a time, another year has its year', () => {
  const now = new Date(2026, 10, 21, 15, 0).getTime();
  expect(when(new Date(2026, 10, 21, 9, 5).toISOString(), now)).toBe('09:05');
  expect(when(new Date(2025, 10, 21, 9, 5).toISOString(), now)).toContain('2025');
});

test('waits are written in their largest fitting unit', () => {
  expect([span(45), span(600), span(7200), span(172_800)]).toEqual(['45 s', '10 min', '2 h', '2 d']);
});
