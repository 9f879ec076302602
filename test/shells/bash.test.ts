import { testShell } from './shell-tests.ts';

testShell('bash', { isWhole: true });
