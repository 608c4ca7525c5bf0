import { describeChaos } from './chaos-suite.ts';

describeChaos(1, 100);
