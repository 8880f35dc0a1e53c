/** The templates that there are, and the names that may stand in each. */

/** Files of `templates/` in the configuration folder, each of which replaces ours. */
export const templateNames = ['subject.txt', 'notice.txt', 'notice.html'] as const;
export type TemplateName = (typeof templateNames)[number];

interface TemplateRules {
  readonly names: readonly string[];
  /** What a message must not leave out. */
  readonly required: readonly string[];
  readonly maxLength: number;
}

const body = ['title', 'summary', 'changes', 'troubles', 'omitted', 'acknowledge', 'footer'];
const bodyRequired = ['changes', 'troubles', 'omitted', 'acknowledge', 'footer'];

export const templateRules: Readonly<Record<TemplateName, TemplateRules>> = {
  'subject.txt': {
    names: ['severity', 'state', 'vendor', 'about', 'happening'],
    required: ['severity', 'happening'],
    maxLength: 200,
  },
  'notice.txt': {
    names: ['severity', 'rank', 'state', 'vendor', 'lead', '.', ...body],
    required: ['severity', 'state', 'title', 'lead', ...bodyRequired],
    maxLength: 20_000,
  },
  'notice.html': {
    names: [
      'styles',
      'stripe',
      'header',
      'look.page',
      'look.card',
      'look.body',
      'look.paragraph',
      'look.small',
      'look.link',
      'severity',
      'state',
      'vendor',
      '.',
      ...body,
    ],
    required: ['styles', 'header', 'title', ...bodyRequired],
    maxLength: 20_000,
  },
};
