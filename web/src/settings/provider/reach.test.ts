import { expect, test } from 'vitest';
import { reachOf } from './reach';

test.each([
  ['https://dialer.example.com/webhooks', 'public'],
  ['https://203.0.113.7/webhooks', 'public'],
  ['https://[2001:db8::1]/webhooks', 'public'],
  ['http://dialer.example.com', 'insecure'],
  ['http://localhost:8080', 'private'],
  ['http://127.0.0.1:8080', 'private'],
  ['https://192.168.1.20', 'private'],
  ['https://172.20.0.3', 'private'],
  ['https://172.40.0.3', 'public'],
  ['https://[::1]:8080', 'private'],
  ['https://[fd00::5]', 'private'],
  ['https://trunkline', 'private'],
  ['https://dialer.internal', 'private'],
  ['nonsense', 'private'],
])('%s is %s', (url, reach) => {
  expect(reachOf(url)).toBe(reach);
});
