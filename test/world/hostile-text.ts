import fc from 'fast-check';

const esc = '\u001b';

/** Whole sequences that do something to a terminal. */
const sequences = [
  `${esc}]0;owned\u0007`,
  `${esc}]8;;http://evil/${esc}\\link`,
  `${esc}]52;c;ZXZpbA==\u0007`,
  `${esc}]10;?\u0007`,
  `${esc}]4;1;red${esc}\\`,
  `${esc}]1337;File=x\u0007`,
  `${esc}P$qm${esc}\\`,
  `${esc}_payload${esc}\\`,
  `${esc}^private${esc}\\`,
  `${esc}X`,
  ...['2J', 'H', '1A', '5D', '9C', '3;5H', 'K', 'L', 'M', '9P', '5@', 'S', '3T', 'Z', '9d', '4G'],
  ...['?25l', '?1049h', '?47h', '?2004h', '?1h', '?7l', '?1000h', '?1004h', '?2026h', '?6h', '4h'],
  ...['c', '>c', '6n', '5n', '?6n', '18t', '2;1;1t', '3;5r', '!p', '6 q', '20h', '?5h', 's', 'u'],
  ...['31m', '1;7m', '48;5;1m', '38;2;1;2;3m', '5m', '8m', '4:3m', '58;5;3m', '53m', '38m', '11m'],
  '',
].map((text) => (text.startsWith(esc) ? text : `${esc}[${text}`));

/** What is short, cut off, or wrong in a terminal of bytes. */
const pieces = [
  ...[esc, `${esc}]`, `${esc}P`, `${esc}[3`, `${esc}[?`, `${esc}(0`, `${esc})0`, `${esc}N`],
  ...[`${esc}c`, `${esc}7`, `${esc}8`, `${esc}=`, `${esc}#8`, `${esc}D`, `${esc}M`, `${esc}E`],
  ...[`${esc}o`, `${esc}H`, `${esc}%G`, `${esc} F`, `${esc}*0`, '\u009b2J', '\u009d0;t\u009c'],
  ...['\u0090q', '\u0085', '\u0084', '\u008d', '\u008e', '\u009f', '\u0007', '\b', '\b\b\b'],
  ...['\r', '\u000b', '\f', '\t', '\u000e', '\u000f', '\0', '\u007f', '\u0011', '\u0018', '\u001a'],
  ...['\u2028', '\u202e', '\u2066', '\u061c', '\u200b', '\u200d', '\ufeff', '\ud800', '\udfff'],
  ...['\u{e0041}', '\n', '\r\n', 'q', '%s'],
];

/** Text that is only difficult: wide, joined, stacked, long, turned around. */
const difficult = [
  ...['漢字', 'カナ', '한국어', '👨‍👩‍👧‍👦', '🇩🇪🇫🇷', '👍🏽', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '☺️', 'e\u0301'],
  ...[`a${'\u0300'.repeat(20)}`, 'ก็', 'नमस्ते', 'مرحبا', 'שלום', 'ﷺ', '\u3000', 'x'.repeat(300)],
  ...['漢'.repeat(90), '👩🏽\u200d🚒'.repeat(30)],
  ...['active', 'web01', ' ', '  ', '-', '[1-3]', ',', '│', '"', "'", '|', '`', '<b>', '[x](y)'],
];

/** Made of everything that could move a cursor, and of text that is hard to measure. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...sequences) },
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      { weight: 3, arbitrary: fc.constantFrom(...difficult) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** A name as a server could have it: not empty. */
export const hostileName: fc.Arbitrary<string> = hostileText.map((text) => `h${text}`);
