/**
 * For a character class: what turns the direction of text, and what takes no room on a screen, but
 * for tags.
 */
export const unseen = [
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e',
  '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f',
  '\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb',
].join('');
