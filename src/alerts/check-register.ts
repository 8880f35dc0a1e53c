/** What a governance committee should know of its register: tools that nobody watches, names that may move, approvals overtaken. */
import type { CommitmentKind } from '../domain/commitment.ts';
import type { CalendarDate } from '../domain/document.ts';
import type { Tool } from '../domain/register.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';

export interface RegisterRemark {
  readonly tool: string;
  /** A problem is to be mended; a remark is to be known. */
  readonly grade: 'problem' | 'remark';
  readonly code:
    | 'unwatched'
    | 'alias'
    | 'unpinned'
    | 'overtaken'
    | 'unapproved'
    | 'review-overdue'
    | 'unreviewed'
    | 'no-owner'
    | 'no-notice'
    | 'notice-not-published'
    | 'health-data-excluded';
  readonly says: string;
}

/** A change that touches a tool. */
export interface ToolChange {
  readonly id: string;
  readonly seenOn: CalendarDate;
  readonly summary: string;
}

export interface RegisterInput {
  readonly tools: readonly Tool[];
  readonly vendors: ReadonlyMap<string, Vendor>;
  readonly sources: readonly Pick<Source, 'id' | 'vendor' | 'role'>[];
  /** Material changes that touch each tool, newest first. */
  readonly changesOf: (tool: Tool) => readonly ToolChange[];
  readonly today: CalendarDate;
}

export function checkRegister(input: RegisterInput): readonly RegisterRemark[] {
  return input.tools.flatMap((tool) => [
    ...watching(tool, input),
    ...pinning(tool, input),
    ...approval(tool, input),
    ...review(tool, input),
    ...promises(tool, input),
    ...(tool.owner === null
      ? [remark(tool, 'problem', 'no-owner', 'nobody is named who answers for it')]
      : []),
  ]);
}

function remark(
  { id: tool }: Tool,
  grade: RegisterRemark['grade'],
  code: RegisterRemark['code'],
  says: string,
): RegisterRemark {
  return { tool, grade, code, says };
}

/** A platform's tool rests on the documents of the makers that it serves, too. */
function watching(tool: Tool, { sources, vendors }: RegisterInput): readonly RegisterRemark[] {
  const vendorIds = new Set([tool.vendor, ...(vendors.get(tool.vendor)?.hosts ?? [])]);
  const watched = sources.filter(({ vendor }) => vendorIds.has(vendor));
  if (watched.length === 0)
    return [
      remark(
        tool,
        'problem',
        'unwatched',
        `no document of ${tool.vendor} is watched: add it to watchlist.yaml`,
      ),
    ];
  const roles = new Set(watched.map(({ role }) => role));
  const lacking = (['deprecations', 'model-card', 'model-list', 'changelog'] as const).filter(
    (role) => !roles.has(role),
  );
  return lacking.length === 4
    ? [
        remark(
          tool,
          'problem',
          'unwatched',
          `no document about the models of ${tool.vendor} is watched, only ${[...roles].join(', ')}`,
        ),
      ]
    : [];
}

/** What follows a model's name when it names one state of it: a date, or a number behind a mark. */
const snapshot = /(?:\d{4}-?\d{2}-?\d{2}|\d{2}-\d{4}|-\d{3,4}|[@:]\w+|-v\d+(?:\.\d+)*)$/;

function pinning(tool: Tool, { vendors }: RegisterInput): readonly RegisterRemark[] {
  const vendor = vendors.get(tool.vendor);
  const keepsNames = vendor?.commitments?.some(
    ({ kind, holds, appliesTo }) => kind === 'version-pinning' && holds === true && appliesTo === 'all',
  );
  return tool.models.flatMap((name) => {
    const target = vendor?.aliases[name];
    if (target !== undefined)
      return [
        remark(
          tool,
          'problem',
          'alias',
          `${name} is an alias: it stands for ${target} today and may be moved`,
        ),
      ];
    if (/(?:^|[-_:.])(?:latest|default|stable)$/.test(name))
      return [
        remark(tool, 'problem', 'alias', `${name} is the name of whatever is newest, and moves with it`),
      ];
    if (keepsNames === true || snapshot.test(name)) return [];
    return [
      remark(tool, 'remark', 'unpinned', `${name} names no dated state: what it stands for may change`),
    ];
  });
}

function approval(tool: Tool, { changesOf }: RegisterInput): readonly RegisterRemark[] {
  const { lastApproved } = tool;
  if (lastApproved === null)
    return [
      remark(tool, tool.isClinical ? 'problem' : 'remark', 'unapproved', 'no version was approved for use'),
    ];
  const later = changesOf(tool).filter(({ seenOn }) => seenOn > lastApproved.on);
  const [newest] = later;
  if (!newest) return [];
  const others = later.length === 1 ? '' : `, the newest of ${later.length} since`;
  return [
    remark(
      tool,
      'problem',
      'overtaken',
      `${lastApproved.version} was approved on ${lastApproved.on}, before ${newest.id} (${newest.seenOn}${others}): ${newest.summary}`,
    ),
  ];
}

function review(tool: Tool, { today }: RegisterInput): readonly RegisterRemark[] {
  const next = tool.record?.validation?.nextReview;
  if (next !== undefined)
    return next < today ? [remark(tool, 'problem', 'review-overdue', `its review was due on ${next}`)] : [];
  return tool.isClinical
    ? [
        remark(
          tool,
          'remark',
          'unreviewed',
          'no day is set for its next review (`record.validation.nextReview`)',
        ),
      ]
    : [];
}

function promises(tool: Tool, { vendors }: RegisterInput): readonly RegisterRemark[] {
  const published = vendors.get(tool.vendor)?.commitments ?? [];
  const daysOf = (kind: CommitmentKind) =>
    published.flatMap((commitment) =>
      commitment.kind === kind && commitment.days !== null ? [commitment.days] : [],
    );
  const pairs = [
    {
      what: 'notice of retirement',
      agreed: tool.record?.contract?.retirementNoticeDays ?? tool.noticeDays,
      kind: 'retirement-notice',
    },
    {
      what: 'notice of new terms',
      agreed: tool.record?.contract?.termsNoticeDays ?? null,
      kind: 'terms-notice',
    },
  ] as const;
  const excluded = published.find(({ kind, holds }) => kind === 'health-data' && holds === false);
  return [
    ...(tool.noticeDays === null && tool.isClinical
      ? [remark(tool, 'remark', 'no-notice', 'no notice by contract is written down (`noticeDays`)')]
      : []),
    ...pairs.flatMap(({ what, agreed, kind }) => {
      const least = daysOf(kind).length === 0 ? null : Math.min(...daysOf(kind));
      return agreed !== null && least !== null && least < agreed
        ? [
            remark(
              tool,
              'remark',
              'notice-not-published',
              `the contract promises ${agreed} days of ${what}; ${tool.vendor} publishes ${least} at least for some models, so watch that the contract is kept`,
            ),
          ]
        : [];
    }),
    ...(tool.handlesPhi && excluded
      ? [
          remark(
            tool,
            'problem',
            'health-data-excluded',
            `PHI flows through it, and what ${tool.vendor} publishes excludes health data: ${excluded.note}`,
          ),
        ]
      : []),
  ];
}
