import { describeIncidents } from '../support/incident-suite.ts';
import { taxonomySequences } from '../support/incidents-taxonomy.ts';

describeIncidents('kinds of change that no incident is about', taxonomySequences);
