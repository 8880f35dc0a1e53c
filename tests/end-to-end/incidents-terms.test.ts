import { describeIncidents } from '../support/incident-suite.ts';
import { termsIncidents } from '../support/incidents-terms.ts';

describeIncidents('terms, privacy and the watcher itself', termsIncidents);
