/** What a person typed or pasted, read well enough to show it back; the server has the last word. */
export interface Dialable {
  /** E.164 as far as it can be told, null while it is too short or too long. */
  e164: string | null;
  country: string | null;
}

/** Calling codes whose country is plain from the code alone; +1 is the United States or Canada and says so. */
const CODES: Record<string, string> = {
  '1': 'US or Canada', '7': 'Kazakhstan or Russia', '20': 'EG', '27': 'ZA', '30': 'GR', '31': 'NL', '32': 'BE', '33': 'FR', '34': 'ES', '36': 'HU', '39': 'IT', '40': 'RO',
  '41': 'CH', '43': 'AT', '44': 'GB', '45': 'DK', '46': 'SE', '47': 'NO', '48': 'PL', '49': 'DE', '51': 'PE', '52': 'MX', '54': 'AR', '55': 'BR', '56': 'CL',
  '57': 'CO', '60': 'MY', '61': 'AU', '62': 'ID', '63': 'PH', '64': 'NZ', '65': 'SG', '66': 'TH', '81': 'JP', '82': 'KR', '84': 'VN', '86': 'CN', '90': 'TR',
  '91': 'IN', '92': 'PK', '94': 'LK', '212': 'MA', '234': 'NG', '254': 'KE', '351': 'PT', '352': 'LU', '353': 'IE', '354': 'IS', '356': 'MT', '357': 'CY', '358': 'FI',
  '359': 'BG', '370': 'LT', '371': 'LV', '372': 'EE', '380': 'UA', '385': 'HR', '386': 'SI', '420': 'CZ', '421': 'SK', '852': 'HK', '966': 'SA', '971': 'AE', '972': 'IL',
};

const names = new Intl.DisplayNames(['en'], { type: 'region' });

function codeOf(digits: string): string | null {
  for (let n = 1; n <= 3; n++) if (CODES[digits.slice(0, n)]) return digits.slice(0, n);
  return null;
}

/** @param home ISO 3166 code of the country whose numbers are written without a prefix */
export function dialable(text: string, home = 'US'): Dialable {
  const typed = text.replace(/^\s*tel:/i, '').replace(/(?:ext|x|;).*$/i, '').trim();
  const digits = typed.replace(/\D/g, '');
  const international = typed.startsWith('+') ? digits : /^(?:00|011)/.test(digits) && digits.length > 11 ? digits.replace(/^(?:011|00)/, '') : null;
  const full = international ?? atHome(digits, home);
  if (!full || full.length < 8 || full.length > 15) return { e164: null, country: null };
  const code = codeOf(full);
  const country = code ? CODES[code] : undefined;
  return { e164: `+${full}`, country: country ? (country.length === 2 ? (names.of(country) ?? country) : country) : null };
}

function atHome(digits: string, home: string): string | null {
  if (home === 'US' || home === 'CA') return digits.length === 10 ? `1${digits}` : digits.length === 11 && digits.startsWith('1') ? digits : null;
  const code = Object.keys(CODES).find((c) => CODES[c] === home);
  if (!code || digits.length < 6) return null;
  // Italy keeps its leading zero abroad; elsewhere it is only for calls within the country.
  return code + (home === 'IT' ? digits : digits.replace(/^0/, ''));
}
