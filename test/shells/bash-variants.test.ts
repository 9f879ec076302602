import { testShell } from './shell-tests.ts';

testShell('bash with bash-completion', { isWhole: false });
testShell('bash that breaks words at blanks only', { isWhole: false });
