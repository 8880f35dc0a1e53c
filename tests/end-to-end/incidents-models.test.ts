import { describeIncidents } from '../support/incident-suite.ts';
import { modelIncidents } from '../support/incidents-models.ts';

describeIncidents('models that changed', modelIncidents);
