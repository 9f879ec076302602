import { exactlyOnce } from './exactly-once.ts';

exactlyOnce(391, 130);
