/** Small documents of every kind and format, of a vendor nobody described: what is told of each. */
import { describe, expect, it } from 'vitest';
import { judgeProbe, type Probe } from '../support/probe.ts';
import { formatProbes } from '../support/probes-formats.ts';
import { kindProbes } from '../support/probes-kinds.ts';
import { moreProbes } from '../support/probes-more.ts';
import { shapeProbes } from '../support/probes-shapes.ts';

function describeProbes(title: string, probes: readonly Probe[]): void {
  describe(title, () => {
    it.each(probes.map((probe) => [probe.name, probe] as const))('%s', async (_, probe) => {
      const told = await judgeProbe(probe);

      for (const wanted of probe.told) {
        const [category, model] = typeof wanted === 'string' ? [wanted, null] : wanted;
        expect([...told.keys()]).toContain(category);
        if (model !== null) expect([...(told.get(category) ?? [])]).toContain(model);
      }
      for (const category of probe.not ?? []) expect([...told.keys()]).not.toContain(category);
      if (probe.told.length === 0) expect([...told.keys()]).toEqual([]);
    });
  });
}

describeProbes('documents of every kind', kindProbes);
describeProbes('formats', formatProbes);
describeProbes('a second set', moreProbes);
describeProbes('shapes of vendors that nobody had seen', shapeProbes);
