import { testShell } from './shell-tests.ts';

testShell('zsh', { isWhole: true });
