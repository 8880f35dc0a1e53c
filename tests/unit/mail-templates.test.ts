import { readFile } from 'node:fs/promises';
import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { formatProblem, InvalidConfigError } from '../../src/config/problem.ts';
import { checkTemplate, templateChecks } from '../../src/mail/check-template.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { type TemplateName, templateNames } from '../../src/mail/template-names.ts';
import { adapters, makeConfigFolder } from '../support/config-folder.ts';
import { sampleNotice } from '../support/sample-notice.ts';

async function shipped(name: TemplateName): Promise<string> {
  return readFile(new URL(`../../src/mail/templates/${name}`, import.meta.url), 'utf8');
}

it.each(templateNames)('the shipped %s has nothing wrong with it', async (name) => {
  expect(checkTemplate(name, await shipped(name))).toEqual([]);
});

describe('a template of one’s own', () => {
  it('changes what it says and leaves the rest', async () => {
    const own = new Map([
      [
        'notice.html',
        (await shipped('notice.html')).replace(
          '{{header}}',
          '<p{{look.paragraph}}>Questions: AI office, {{vendor}} desk.</p>\n{{header}}',
        ),
      ],
      ['subject.txt', '{{vendor}}: {{severity}}: {{happening}}'],
    ]);
    const { html, subject, text } = renderNotice(sampleNotice(), own);
    expect(load(html)('main > p').first().text()).toBe('Questions: AI office, Norvik Health AI desk.');
    expect(subject).toMatch(/^Norvik Health AI: CRITICAL: /);
    expect(text).toBe(renderNotice(sampleNotice()).text);
  });

  it('has what is put in escaped, whatever the vendor is called', async () => {
    const own = new Map([
      ['notice.html', (await shipped('notice.html')).replace('{{header}}', '<p>{{vendor}}</p>{{header}}')],
    ]);
    const { html } = renderNotice(sampleNotice({ vendorName: '<img src=x onerror=alert(1)>\u202E' }), own);
    expect(load(html)('img')).toHaveLength(0);
    expect(html).toContain('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
  });

  it('cannot reach what a value is made of', async () => {
    const faults = checkTemplate('notice.txt', '{{constructor.constructor}}{{__proto__}}');
    expect(faults.filter((fault) => fault.unknown).map((fault) => fault.unknown?.name)).toEqual([
      'constructor.constructor',
      '__proto__',
    ]);
  });
});

describe('config check', () => {
  async function problems(name: string, change: (text: string) => string): Promise<readonly string[]> {
    const known = templateNames.find((candidate) => candidate === name) ?? 'notice.html';
    const folder = await makeConfigFolder({ [`templates/${name}`]: change(await shipped(known)) });
    try {
      await loadConfig({ folder: folder.path, env: {}, adapters, templates: templateChecks });
      return [];
    } catch (error) {
      if (error instanceof InvalidConfigError) return error.problems.map(formatProblem);
      throw error;
    } finally {
      await folder.remove();
    }
  }

  it('takes a good template', async () => {
    expect(await problems('notice.txt', (text) => `From the AI office\n\n${text}`)).toEqual([]);
  });

  it.each<[string, string, (text: string) => string, RegExp]>([
    [
      'an unknown field, with its place and the one that was meant',
      'notice.txt',
      (text) => text.replace('{{vendor}}', '{{vendro}}'),
      /^templates\/notice\.txt:2:1: unknown field \{\{vendro\}\} \(did you mean "vendor"\?\)$/,
    ],
    [
      'a section that does not end',
      'notice.txt',
      (text) => text.replace('{{/summary}}', ''),
      /templates\/notice\.txt:\d+:\d+: not a template: un/,
    ],
    [
      'a value that would not be escaped',
      'notice.html',
      (text) => text.replace('{{title}}', '{{{title}}}'),
      /notice\.html:8:8: values are always escaped/,
    ],
    ['another file', 'notice.html', (text) => text.replace('{{stripe}}', '{{> secrets}}'), /not supported/],
    [
      'a part that a message must not leave out',
      'notice.html',
      (text) => text.replace('{{footer}}', ''),
      /\{\{footer\}\} is missing/,
    ],
    ['a script', 'notice.html', (text) => text.replace('{{stripe}}', '<script>1</script>'), /scripts/],
    [
      'a picture',
      'notice.html',
      (text) => text.replace('{{stripe}}', '<img alt="x">'),
      /nothing may be loaded/,
    ],
    ['no language', 'notice.html', (text) => text.replace(' lang="en"', ''), /missing: <html lang/],
    ['a file of a wrong name', 'notice.htm', (text) => text, /did you mean "notice\.html"/],
    ['endless text', 'notice.txt', (text) => text + 'x'.repeat(30_000), /longer than 20000 characters/],
  ])('refuses %s', async (_what, name, change, expected) => {
    const found = await problems(name, change);
    expect(found.join('\n')).toMatch(expected);
    expect(found).toHaveLength(1);
  });
});
