import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';

/** A reading of a wall clock; `month` from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** True for names in the platform's time zone database. */
export function isZone(name: string): boolean {
  return zoneId(name) !== null;
}

/** What a clock in the zone shows at this instant (milliseconds since the epoch). */
export function wallAt(instant: number, zone: string): WallTime {
  return wallOf(instant + offsetAt(instant, zone));
}

/**
 * The reading of a clock as milliseconds, as if the clock showed UTC: readings can be compared and
 * computed with it.
 */
export function wallNumber({ year, month, day, hour, minute: min, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, min, second);
}

export function wallOf(number: number): WallTime {
  const date = new Date(number);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** Milliseconds by which the zone is ahead of UTC. */
function offsetAt(instant: number, zone: string): number {
  const whole = Instant.fromEpochMilliseconds(Math.floor(instant / 1000) * 1000);
  return ZonedDateTime.offsetNanoseconds(Instant.toZonedDateTimeISO(whole, knownId(zone))) / 1e6;
}

/**
 * The instants at which a clock in the zone shows this, in order: none in the hour that is left out
 * in spring, two in the one that comes twice in autumn.
 */
export function instantsOf(wall: WallTime, zone: string): readonly number[] {
  const number = wallNumber(wall);
  const { year, month, day, hour, minute, second } = wallOf(number);
  const plain = PlainDateTime.create(year, month, day, hour, minute, second);
  const instant = (disambiguation: 'earlier' | 'later') =>
    PlainDateTime.toZonedDateTime(plain, knownId(zone), { disambiguation }).epochMilliseconds;
  const [first, again] = [instant('earlier'), instant('later')];
  if (first === again) return [first];
  return first + offsetAt(first, zone) === number ? [first, again] : [];
}

/** `2026-11-24T03:00:00Z`, the form that servers of every age read alike. */
export function isoMinute(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

const ids = new Map<string, string | null>();

/** The name in the database, also of an older name such as `IST`; `null` for what is no zone. */
function zoneId(name: string): string | null {
  const known = ids.get(name);
  if (known !== undefined) return known;
  const id = readZoneId(name);
  ids.set(name, id);
  return id;
}

function readZoneId(name: string): string | null {
  try {
    const id = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
    return ZonedDateTime.create(0n, id).timeZoneId;
  } catch {
    return null;
  }
}

function knownId(zone: string): string {
  const id = zoneId(zone);
  if (id === null) throw new RangeError(`unknown time zone ${zone}`);
  return id;
}

/**
 * Zones that Foreman calls by a name that neither the time zone database nor one of its cities has.
 * A user's zone is chosen there from Rails' own list.
 */
const railsNames: Readonly<Record<string, string>> = {
  'International Date Line West': 'Etc/GMT+12',
  'American Samoa': 'Pacific/Pago_Pago',
  Hawaii: 'Pacific/Honolulu',
  Alaska: 'America/Juneau',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  Arizona: 'America/Phoenix',
  'Mountain Time (US & Canada)': 'America/Denver',
  'Central America': 'America/Guatemala',
  'Central Time (US & Canada)': 'America/Chicago',
  Guadalajara: 'America/Mexico_City',
  Saskatchewan: 'America/Regina',
  'Eastern Time (US & Canada)': 'America/New_York',
  'Indiana (East)': 'America/Indiana/Indianapolis',
  Quito: 'America/Lima',
  'Atlantic Time (Canada)': 'America/Halifax',
  Georgetown: 'America/Guyana',
  Newfoundland: 'America/St_Johns',
  Brasilia: 'America/Sao_Paulo',
  Greenland: 'America/Godthab',
  'Mid-Atlantic': 'Atlantic/South_Georgia',
  'Cape Verde Is.': 'Atlantic/Cape_Verde',
  Edinburgh: 'Europe/London',
  'West Central Africa': 'Africa/Algiers',
  Bern: 'Europe/Zurich',
  Kyiv: 'Europe/Kiev',
  Pretoria: 'Africa/Johannesburg',
  'St. Petersburg': 'Europe/Moscow',
  'Abu Dhabi': 'Asia/Muscat',
  Ekaterinburg: 'Asia/Yekaterinburg',
  Islamabad: 'Asia/Karachi',
  Chennai: 'Asia/Kolkata',
  Kolkata: 'Asia/Kolkata',
  Mumbai: 'Asia/Kolkata',
  'New Delhi': 'Asia/Kolkata',
  Kathmandu: 'Asia/Kathmandu',
  Astana: 'Asia/Dhaka',
  'Sri Jayawardenepura': 'Asia/Colombo',
  Rangoon: 'Asia/Rangoon',
  Hanoi: 'Asia/Bangkok',
  Beijing: 'Asia/Shanghai',
  Chongqing: 'Asia/Chongqing',
  'Ulaan Bataar': 'Asia/Ulaanbaatar',
  Osaka: 'Asia/Tokyo',
  Sapporo: 'Asia/Tokyo',
  Canberra: 'Australia/Melbourne',
  'Solomon Is.': 'Pacific/Guadalcanal',
  'New Caledonia': 'Pacific/Noumea',
  'Marshall Is.': 'Pacific/Majuro',
  Wellington: 'Pacific/Auckland',
  "Nuku'alofa": 'Pacific/Tongatapu',
  'Chatham Is.': 'Pacific/Chatham',
  Samoa: 'Pacific/Apia',
  'Tokelau Is.': 'Pacific/Fakaofo',
};

/**
 * The zone in which the server reads times and cron lines of a user: that of the account, UTC where
 * none is set. `null` for an unknown name.
 */
export function zoneOfAccount(name: string | null): string | null {
  const wanted = name?.trim() ?? '';
  if (wanted === '') return 'UTC';
  const known = railsNames[wanted];
  if (known !== undefined) return known;
  if (isZone(wanted)) return wanted;
  const city = `/${wanted.replaceAll(' ', '_')}`;
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.endsWith(city)) ?? null;
}
