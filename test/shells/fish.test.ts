import { testShell } from './shell-tests.ts';

testShell('fish', { isWhole: true });
