import { testShell } from './shell-tests.ts';

testShell('zsh with a menu', { isWhole: false });
