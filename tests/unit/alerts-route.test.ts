import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertLabels, routeAlert } from '../../src/alerts/route-alert.ts';
import { severities } from '../../src/domain/change.ts';
import type { Route, RouteMatch } from '../../src/domain/register.ts';

function route(name: string, match: RouteMatch = {}, more: Partial<Route> = {}): Route {
  return {
    name,
    match,
    contacts: [name],
    goesOn: false,
    cadence: 'immediate',
    groupWaitMs: 0,
    routes: [],
    ...more,
  };
}

const labels: AlertLabels = {
  vendor: 'norvik',
  role: 'model-card',
  severity: 'high',
  disclosure: 'pending',
  categories: ['card.data_changed', 'card.safety_changed'],
  models: ['norvik-scribe-2', 'norvik-scribe'],
  tools: ['visit-notes'],
  departments: ['Radiology'],
  jurisdictions: ['us-ca'],
};

function contactsFor(root: Route, changed: Partial<AlertLabels> = {}): readonly string[] {
  return routeAlert(root, { ...labels, ...changed }).routes.flatMap((taken) => taken.contacts);
}

describe('routeAlert', () => {
  it('leaves what no child takes with the root', () => {
    const root = route('root', {}, { routes: [route('terms', { categories: ['terms.*'] })] });

    expect(contactsFor(root)).toEqual(['root']);
  });

  it('gives an alert to the first matching child only', () => {
    const root = route('root', {}, { routes: [route('cards', { roles: ['model-card'] }), route('all')] });

    expect(contactsFor(root)).toEqual(['cards']);
  });

  it('tries the routes after one that goes on', () => {
    const cards = route('cards', { roles: ['model-card'] }, { goesOn: true });
    const root = route('root', {}, { routes: [cards, route('radiology', { departments: ['Radiology'] })] });

    expect(contactsFor(root)).toEqual(['cards', 'radiology']);
  });

  it('descends as far as routes match', () => {
    const inner = route('phi', { minSeverity: 'high' });
    const root = route(
      'root',
      {},
      { routes: [route('norvik', { vendors: ['norvik'] }, { routes: [inner] })] },
    );

    expect(routeAlert(root, labels).routes[0]?.path).toEqual(['root', 'norvik', 'phi']);
    expect(contactsFor(root, { severity: 'low' })).toEqual(['norvik']);
  });

  it.each<[string, RouteMatch, boolean]>([
    ['vendor', { vendors: ['norvik'] }, true],
    ['another vendor', { vendors: ['acme'] }, false],
    ['a category group', { categories: ['card.*'] }, true],
    ['a category that only begins alike', { categories: ['car.*'] }, false],
    ['one of several categories', { categories: ['price.changed', 'card.data_changed'] }, true],
    ['a tool', { tools: ['visit-notes'] }, true],
    ['a model', { models: ['norvik-scribe-2'] }, true],
    ['a family', { models: ['norvik-scribe'] }, true],
    ['the beginning of a model', { models: ['norvik-*'] }, true],
    ['another model', { models: ['norvik-dictate-*'] }, false],
    ['a jurisdiction', { jurisdictions: ['eu', 'us-ca'] }, true],
    ['another jurisdiction', { jurisdictions: ['eu'] }, false],
    ['a disclosure', { disclosures: ['unannounced'] }, false],
    ['severity at the floor', { minSeverity: 'high' }, true],
    ['severity below the floor', { minSeverity: 'critical' }, false],
    ['all keys together', { vendors: ['norvik'], roles: ['terms'] }, false],
  ])('matches on %s', (_name, match, isTaken) => {
    const root = route('root', {}, { routes: [route('child', match)] });

    expect(contactsFor(root)).toEqual([isTaken ? 'child' : 'root']);
  });

  it('says of every refusal what was found and what was wanted', () => {
    const root = route('root', {}, { routes: [route('terms', { roles: ['terms', 'policy'] })] });

    expect(routeAlert(root, labels).refused).toEqual([
      { path: ['root', 'terms'], reasons: ['role is model-card, wanted terms or policy'] },
    ]);
  });

  it('names every matcher that refused, and the routes that were not asked any more', () => {
    const other = route('other', { vendors: ['acme'], minSeverity: 'critical', jurisdictions: ['eu'] });
    const root = route('root', {}, { routes: [other, route('all'), route('late')] });

    expect(routeAlert(root, labels)).toMatchObject({
      refused: [
        {
          path: ['root', 'other'],
          reasons: [
            'vendor is norvik, wanted acme',
            'jurisdiction is us-ca, wanted eu',
            'severity is high, wanted at least critical',
          ],
        },
      ],
      unasked: [['root', 'late']],
    });
  });

  it('does not depend on the order of routes that do not overlap', () => {
    const vendors = ['norvik', 'acme', 'orion', 'vega'];
    const routes = vendors.map((vendor) => route(vendor, { vendors: [vendor] }));

    fc.assert(
      fc.property(
        fc.shuffledSubarray(routes, { minLength: 4, maxLength: 4 }),
        fc.constantFrom(...vendors, 'none'),
        (shuffled, vendor) => {
          const found = contactsFor(route('root', {}, { routes: shuffled }), { vendor });
          expect(found).toEqual([vendor === 'none' ? 'root' : vendor]);
        },
      ),
    );
  });

  it('lets no alert fall through, whatever the tree', () => {
    const { tree } = fc.letrec<{ tree: Route }>((tie) => ({
      tree: fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        match: fc.record(
          {
            vendors: fc.array(fc.constantFrom('norvik', 'acme'), { minLength: 1 }),
            minSeverity: fc.constantFrom(...severities),
          },
          { requiredKeys: [] },
        ),
        contacts: fc.constant(['someone']),
        goesOn: fc.boolean(),
        cadence: fc.constant<'immediate'>('immediate'),
        groupWaitMs: fc.constant(0),
        routes: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('tree'), { maxLength: 3 })),
      }),
    }));

    fc.assert(fc.property(tree, (root) => contactsFor(root).length > 0));
  });
});
