import { describe, expect, it } from 'vitest';
import { modeOf, temporaryHome } from './temporary-home.ts';

describe('what servers can do', () => {
  it('is found again under its server and checksum', async () => {
    const home = temporaryHome();
    await (await home.settings()).capabilities.write('https://x abc', { rexVersion: '17.1.0' });
    const { capabilities, paths } = await home.settings();
    expect(modeOf(paths.capabilityFile)).toBe('600');
    expect(await capabilities.read('https://x abc')).toEqual({ rexVersion: '17.1.0' });
    expect(await capabilities.read('https://x def')).toBeNull();
    expect(await capabilities.read('https://y abc')).toBeNull();
  });

  it('is forgotten when the server has another checksum, and kept for other servers', async () => {
    const home = temporaryHome();
    const { capabilities } = await home.settings();
    await capabilities.write('https://x abc', 1);
    await capabilities.write('https://y abc', 2);
    await capabilities.write('https://x def', 3);
    const found = await Promise.all(
      ['x abc', 'y abc', 'x def'].map((key) => capabilities.read(`https://${key}`)),
    );
    expect(found).toEqual([null, 2, 3]);
  });

  it.each(['{', 'null', '{"servers":1}'])('is unknown where the file says %j', async (text) => {
    const home = temporaryHome();
    home.file('.cache/rexctl/capabilities.json', text);
    const { capabilities } = await home.settings();
    expect(await capabilities.read('https://x abc')).toBeNull();
  });

  it('is remembered for the 50 newest servers', async () => {
    const home = temporaryHome();
    const { capabilities } = await home.settings();
    for (let at = 0; at < 52; at++) await capabilities.write(`https://s${at} c`, at);
    const found = await Promise.all(
      [0, 1, 2, 51].map((at) => capabilities.read(`https://s${at} c`)),
    );
    expect(found).toEqual([null, null, 2, 51]);
  });
});
