import { exactlyOnce } from './exactly-once.ts';

exactlyOnce(1, 130);
