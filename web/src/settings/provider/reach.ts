/** Whether a provider on the internet could reach an address, as far as the address itself tells. */
export type Reach = 'public' | 'private' | 'insecure';

export function reachOf(url: string): Reach {
  let host: string;
  let protocol: string;
  try {
    ({ hostname: host, protocol } = new URL(url));
  } catch {
    return 'private';
  }
  if (isPrivate(host)) return 'private';
  return protocol === 'https:' ? 'public' : 'insecure';
}

/** Names that only this network knows, and the address ranges that are never routed. */
function isPrivate(host: string): boolean {
  if (host === 'localhost' || !/[.:]/.test(host) || /\.(localhost|local|internal|lan|home|test)$/.test(host)) return true;
  if (host.startsWith('[')) return /^\[(::1?\]|f[cd]|fe8)/.test(host);
  const parts = host.split('.').map(Number);
  if (parts.length !== 4 || parts.some(Number.isNaN)) return false;
  const [a = 0, b = 0] = parts;
  return a === 0 || a === 10 || a === 127 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127);
}
