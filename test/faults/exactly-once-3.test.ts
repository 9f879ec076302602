import { exactlyOnce } from './exactly-once.ts';

exactlyOnce(261, 130);
