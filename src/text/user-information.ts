/** What an address may be shown with: host, port and path, nothing that could be a password. */
const plainAddress =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[\w.-]+|\[[\da-f:.]+\])?(?::\d*)?(?:\/[\w./~-]*)?$/i;

/**
 * A user and a password come before an at sign, however it is written. Escaped: with other letters
 * in it V8 needs twice the memory for the whole file.
 */
export function hasUserInformation(address: string): boolean {
  return /[@\uff20\ufe6b]|%40/i.test(address);
}

/** A mistyped address for a message: cut where a user or a password could begin. */
export function shownAddress(address: string): string {
  const text = address.trim();
  if (plainAddress.test(text)) return text;
  const [, scheme = '', name = ''] = /^([a-z][a-z0-9+.-]*:[/\\]{2,})?([\w.-]*)/i.exec(text) ?? [];
  return hasUserInformation(text) ? `${scheme}…` : `${scheme}${name}…`;
}

/** Any text, with the addresses in it as they may be shown. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/[a-z][a-z0-9+.-]+:[/\\]+[^\s`"'<>(),;]+/gi, (address) => {
    const end = /[.:]*$/.exec(address)?.[0] ?? '';
    const bare = address.slice(0, address.length - end.length);
    return hasUserInformation(bare) || oddPort.test(bare) ? `${shownAddress(bare)}${end}` : address;
  });
}

/** A colon after the name of a host, and no port. */
const oddPort = /^[^:]+:[/\\]+(?!\[)[^/\\?#:]*:(?!\d*(?:[/\\?#]|$))/;
