import { expect, test } from 'vitest';
import { dayAt, fromWall, toWall } from './zoned';

test('a wall time in the lead’s zone is one moment, summer and winter', () => {
  expect(fromWall('2026-07-01T10:00', 'America/New_York').toISOString()).toBe('2026-07-01T14:00:00.000Z');
  expect(fromWall('2026-12-01T10:00', 'America/New_York').toISOString()).toBe('2026-12-01T15:00:00.000Z');
  expect(fromWall('2026-12-01T10:00', 'Asia/Kolkata').toISOString()).toBe('2026-12-01T04:30:00.000Z');
});

test('there and back again', () => {
  for (const zone of ['America/Los_Angeles', 'Europe/Berlin', 'Australia/Lord_Howe']) {
    expect(toWall(fromWall('2026-10-15T17:45', zone), zone)).toBe('2026-10-15T17:45');
  }
});

test('tomorrow is tomorrow where the lead is', () => {
  const lateInBerlin = new Date('2026-11-21T23:30:00Z');
  expect(toWall(dayAt(lateInBerlin, 1, 10, 'America/Los_Angeles'), 'America/Los_Angeles')).toBe('2026-11-22T10:00');
  expect(toWall(dayAt(lateInBerlin, 1, 10, 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-11-23T10:00');
});

test('a time that the clock change skips moves forward', () => {
  expect(toWall(fromWall('2026-03-08T02:30', 'America/New_York'), 'America/New_York')).toMatch(/^2026-03-08T0[13]:30$/);
});
