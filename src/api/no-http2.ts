/**
 * Stands in for `node:http2` in the bundle: undici asks for it although it is never spoken here, and loading it, with
 * TLS and cryptography behind it, would make every command start a tenth slower.
 */
export const constants = {};
