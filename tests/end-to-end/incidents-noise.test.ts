import { describeIncidents } from '../support/incident-suite.ts';
import { noiseSequences } from '../support/incidents-noise.ts';

describeIncidents('noise', noiseSequences);
