import { describeIncidents } from '../support/incident-suite.ts';
import { listIncidents } from '../support/incidents-lists.ts';

describeIncidents('cards, lists, notices and feeds', listIncidents);
