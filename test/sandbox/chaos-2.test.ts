import { describeChaos } from './chaos-suite.ts';

describeChaos(101, 200);
