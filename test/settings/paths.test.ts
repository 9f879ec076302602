import { describe, expect, it } from 'vitest';
import { profilePath, settingsPaths } from '../../src/settings/paths.ts';

const linux = { env: {}, home: '/home/anna', platform: 'linux' };

describe('where things are kept', () => {
  it('is the usual place below the home directory', () => {
    expect(settingsPaths(linux)).toEqual({
      configFile: '/home/anna/.config/rexctl/config.json',
      sessionFile: '/home/anna/.local/state/rexctl/sessions.json',
      cancelFile: '/home/anna/.local/state/rexctl/cancels.json',
      logFile: '/home/anna/.local/state/rexctl/log.ndjson',
      capabilityFile: '/home/anna/.cache/rexctl/capabilities.json',
      latestVersionFile: '/home/anna/.cache/rexctl/latest-version',
    });
  });

  it('is what the XDG variables say', () => {
    const env = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/k' };
    expect(settingsPaths({ ...linux, env })).toEqual({
      configFile: '/c/rexctl/config.json',
      sessionFile: '/s/rexctl/sessions.json',
      cancelFile: '/s/rexctl/cancels.json',
      logFile: '/s/rexctl/log.ndjson',
      capabilityFile: '/k/rexctl/capabilities.json',
      latestVersionFile: '/k/rexctl/latest-version',
    });
  });

  it.each(['', '.', 'config', './config', '../x'])(
    'is never the current directory: XDG_CONFIG_HOME=%j',
    (value) => {
      const env = { XDG_CONFIG_HOME: value, XDG_STATE_HOME: value, XDG_CACHE_HOME: value };
      expect(settingsPaths({ ...linux, env })).toEqual(settingsPaths(linux));
    },
  );

  it('is the Library on a Mac', () => {
    expect(settingsPaths({ env: {}, home: '/Users/anna', platform: 'darwin' })).toEqual({
      configFile: '/Users/anna/Library/Preferences/rexctl/config.json',
      sessionFile: '/Users/anna/Library/Application Support/rexctl/sessions.json',
      cancelFile: '/Users/anna/Library/Application Support/rexctl/cancels.json',
      logFile: '/Users/anna/Library/Application Support/rexctl/log.ndjson',
      capabilityFile: '/Users/anna/Library/Caches/rexctl/capabilities.json',
      latestVersionFile: '/Users/anna/Library/Caches/rexctl/latest-version',
    });
  });

  it('is the application data on Windows', () => {
    const home = 'C:\\Users\\anna';
    const env = { APPDATA: 'D:\\roaming', LOCALAPPDATA: 'D:\\local' };
    expect(settingsPaths({ env, home, platform: 'win32' }).configFile).toBe(
      'D:\\roaming\\rexctl\\config.json',
    );
    expect(settingsPaths({ env: {}, home, platform: 'win32' })).toEqual({
      configFile: 'C:\\Users\\anna\\AppData\\Roaming\\rexctl\\config.json',
      sessionFile: 'C:\\Users\\anna\\AppData\\Local\\State\\rexctl\\sessions.json',
      cancelFile: 'C:\\Users\\anna\\AppData\\Local\\State\\rexctl\\cancels.json',
      logFile: 'C:\\Users\\anna\\AppData\\Local\\State\\rexctl\\log.ndjson',
      capabilityFile: 'C:\\Users\\anna\\AppData\\Local\\Cache\\rexctl\\capabilities.json',
      latestVersionFile: 'C:\\Users\\anna\\AppData\\Local\\Cache\\rexctl\\latest-version',
    });
  });
});

describe('a path in a profile', () => {
  it.each([
    ['/etc/pki/ca.pem', '/etc/pki/ca.pem'],
    ['~/token', '/home/anna/token'],
    ['token', '/home/anna/.config/rexctl/token'],
    ['../token', '/home/anna/.config/token'],
  ])('%s is %s', (path, expected) => {
    expect(profilePath(path, settingsPaths(linux).configFile, linux)).toBe(expected);
  });
});
