import { exactlyOnce, followDying } from './exactly-once.ts';

exactlyOnce(1, 130, followDying);
