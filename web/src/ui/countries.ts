/** ISO 3166 codes of the places with a telephone numbering plan; their names come from the browser. */
const CODES =
  'US CA GB IE AU NZ FR DE AT CH IT ES PT NL BE LU DK SE NO FI IS PL CZ SK HU RO BG GR HR SI RS BA MK AL ME EE LV LT UA MD GE AM AZ KZ UZ TR CY MT IL AE SA QA KW BH OM JO LB EG MA TN DZ ZA KE NG GH ET TZ UG RW SN CI CM ZM ZW IN PK BD LK NP SG MY TH VN PH ID HK TW JP KR CN MX BR AR CL CO PE UY PY BO EC VE CR PA GT SV HN NI DO JM PR TT BS BB';

const names = new Intl.DisplayNames(['en'], { type: 'region' });

export const COUNTRIES = CODES.split(' ').map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` }));
