const refused = () => Promise.reject(new Error('the keyring stays shut'));
/** It may ask for its password, which a key press never does. */
export const shutKeyring = { read: refused, write: refused, remove: refused };
