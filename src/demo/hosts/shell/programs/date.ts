const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The output of `date +FORMAT` in UTC, for the usual letters. */
export function dateText(format: string, time: number): string {
  const date = new Date(time);
  const iso = date.toISOString();
  const letters: Readonly<Record<string, string>> = {
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    R: iso.slice(11, 16),
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    e: String(date.getUTCDate()).padStart(2),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    N: `${iso.slice(20, 23)}000000`,
    s: String(Math.floor(time / 1000)),
    a: (days[date.getUTCDay()] ?? '').slice(0, 3),
    A: days[date.getUTCDay()] ?? '',
    b: months[date.getUTCMonth()] ?? '',
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    '%': '%',
  };
  return format.replaceAll(/%(.)/g, (whole, letter: string) =>
    Object.hasOwn(letters, letter) ? (letters[letter] ?? whole) : whole,
  );
}
