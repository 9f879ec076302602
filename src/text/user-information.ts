/** An address that is safe to show: scheme, host, port and path. */
const plainAddress =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[\w.-]+|\[[\da-f:.]+\])?(?::\d*)?(?:\/[\w./~-]*)?$/i;

/**
 * Whether an address may contain a user and password: it has an at sign, also full-width, small or
 * percent-encoded. The letters are escaped because V8 stores a non-Latin-1 source in two bytes per
 * character.
 */
export function hasUserInformation(address: string): boolean {
  return /[@\uff20\ufe6b]|%40/i.test(address);
}

/** A mistyped address for a message, cut where a user or password could begin. */
export function shownAddress(address: string): string {
  const text = address.trim();
  if (plainAddress.test(text)) return text;
  const [, scheme = '', name = ''] = /^([a-z][a-z0-9+.-]*:[/\\]{2,})?([\w.-]*)/i.exec(text) ?? [];
  return hasUserInformation(text) ? `${scheme}…` : `${scheme}${name}…`;
}

/** The text, with users and passwords removed from the addresses in it. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/[a-z][a-z0-9+.-]+:[/\\]+[^\s`"'<>(),;]+/gi, (address) => {
    const end = /[.:]*$/.exec(address)?.[0] ?? '';
    const bare = address.slice(0, address.length - end.length);
    return hasUserInformation(bare) || oddPort.test(bare) ? `${shownAddress(bare)}${end}` : address;
  });
}

/** A host name followed by a colon without a port: perhaps `user:password`. */
const oddPort = /^[^:]+:[/\\]+(?!\[)[^/\\?#:]*:(?!\d*(?:[/\\?#]|$))/;
