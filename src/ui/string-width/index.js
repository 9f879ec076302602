/**
 * The width of text for packages that load it with `require` and take what comes for the function
 * itself, as cli-table3 does. That one measures each text a dozen times: what was measured of late
 * is kept.
 */
const { default: stringWidth } = require('string-width-module');

const longestKept = 200;
const mostKept = 500;
const kept = new Map();

module.exports = (text, options) => {
  if (options !== undefined || text.length > longestKept) return stringWidth(text, options);
  const known = kept.get(text);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.clear();
  const width = stringWidth(text);
  kept.set(text, width);
  return width;
};
