import { exactlyOnce, followLate } from './exactly-once.ts';
import { faultPlanOf } from './fault-plan.ts';

/** Twelve hosts, most of which have ended when the follow begins: they are read together. */
exactlyOnce(1, 40, followLate, (seed) => faultPlanOf(seed, 12));
