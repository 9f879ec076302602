/** Names that somebody else chose: what shells would do with them, nobody wants. */
export const typable = [
  '$(touch ran)',
  '`touch ran`',
  '${HOME}$HOME',
  `it's "quoted"`,
  ';touch ran;',
  '&& touch ran',
  'a|b>c<d',
  '*?[a-z]{x,y}',
  '~root',
  '#hash',
  '!!bang!x',
  '-dash',
  'a  b',
  'back\\slash\\',
  '%F{red}%d^x',
  'é日本 ß',
  'a:b@c,d',
  '(sub)^[x]',
] as const;

/** No keyboard types these, and a terminal would do something about them. */
export const untypable = [
  'line\nfeed',
  'tab\tstop',
  'red \u001b[31mred',
  'title \u001b]0;title\u0007',
  'bidi \u202eevil',
  'bell\u0007',
] as const;
