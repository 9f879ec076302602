import { describe, expect, it } from 'vitest';
import { withoutPasswords } from '../src/text/user-information.ts';

describe('addresses in a sentence', () => {
  it.each([
    ['`https://admin:PASS` is not a valid job', '`https://admin…` is not a valid job'],
    ['see https://anna:geheim@h.example.com/x.', 'see https://….'],
    ['`http:/\\admin:PASS@h` and more', '`http:/\\…` and more'],
    ['https:/admin:PASS', 'https…'],
  ])('%s: what could be a password is left out', (text, shown) => {
    expect(withoutPasswords(text)).toBe(shown);
  });

  it.each([
    'get it:  http://127.0.0.1:3000/pub/katello-server-ca.crt   then: rexctl login --ca-file FILE',
    'is this https://[::1]:3000?x=1#y, or https://foreman.example.com/prefix: yes',
    'cannot write `C:\\Users\\anna\\rexctl.json`: permission denied',
    'no template is named `package:/etc/x` here',
    'a note to anna@example.com; see rexctl show @last',
  ])('%s: stays as it is', (text) => {
    expect(withoutPasswords(text)).toBe(text);
  });
});
