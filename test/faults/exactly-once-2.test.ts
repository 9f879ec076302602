import { exactlyOnce } from './exactly-once.ts';

exactlyOnce(131, 130);
