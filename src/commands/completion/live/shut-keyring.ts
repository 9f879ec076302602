const refused = () => Promise.reject(new Error('the keyring stays shut'));
/**
 * A keyring that always fails: a real one may ask for its password, which a key press must not
 * cause.
 */
export const shutKeyring = { read: refused, write: refused, remove: refused };
