/**
 * Rules as data: what makes an edit matter, to whom it matters by document role, and how to say it. They are
 * read from `config/rules/*.yaml`, so that a compliance officer can read and an operator can change them.
 */
import type { Severity } from './change.ts';
import type { Regulation } from './regulation.ts';
import type { SourceRole } from './source.ts';

/**
 * What a rule looks at.
 * - `text`: the words of an edit and the passage and headings around them.
 * - `field`: a named value, be it a table cell under a column, a front matter key or a field of a record.
 * - `models`: the set of model identifiers that the whole document names, before and after.
 * - `section`: a heading that vanished or appeared.
 * - `rest`: every substantive edit that no other rule took, so that nothing falls through.
 * - `editorial`: every edit that was found to be without substance.
 */
export const ruleTargets = ['text', 'field', 'models', 'section', 'rest', 'editorial'] as const;
type RuleTarget = (typeof ruleTargets)[number];

/** What must have happened to the target; `any` when it does not matter. */
export const ruleChanges = ['any', 'added', 'removed', 'edited', 'earlier', 'later', 'number'] as const;
export type RuleChange = (typeof ruleChanges)[number];

/**
 * What became of the model that a named value belongs to. The figures of a model that is new are part of that
 * news and not changes of their own.
 */
export const standings = ['kept', 'new', 'gone', 'replaced'] as const;
export type Standing = (typeof standings)[number];

/**
 * One rule. Every list of patterns that is not empty must match for the rule to apply (one pattern of it is
 * enough); `unless` must not match at all. Patterns ignore case.
 */
export interface Rule {
  /** `file#id`, shown with every finding. */
  readonly id: string;
  readonly category: string;
  readonly severity: Severity;
  /** Roles of sources that it applies to; empty means all. */
  readonly roles: readonly SourceRole[];
  readonly target: RuleTarget;
  readonly change: RuleChange;
  /** Against the words that were added or removed. */
  readonly touched: readonly RegExp[];
  /** Against the whole passage, old or new. */
  readonly passage: readonly RegExp[];
  /** Against the headings above the passage, or the heading itself. */
  readonly headings: readonly RegExp[];
  /** Named values of models with these standings only; empty means any. Running text counts as `kept`. */
  readonly standing: readonly Standing[];
  /** Against the name of the column or key. */
  readonly fields: readonly RegExp[];
  /** Against old and new passage and headings: a match excludes the edit. */
  readonly unless: readonly RegExp[];
  /** Categories whose findings are dropped where this rule already spoke about the same edits. */
  readonly replaces: readonly string[];
  /** One sentence with `{placeholders}`. */
  readonly summary: string;
}

/** Words that the decision "editorial or not" rests on; lower case. */
export interface EditorialWords {
  /** Function and style words that carry no fact, promise or limit by themselves. */
  readonly weightless: ReadonlySet<string>;
  /** Words that always carry weight, though they are short: negations, modals, quantifiers. */
  readonly weighty: ReadonlySet<string>;
  /** Names of front matter keys and fields that only describe the page. */
  readonly pageFields: readonly RegExp[];
  /** Passages that only point elsewhere. */
  readonly pointers: readonly RegExp[];
  /** Parentheses and half-sentences that only point elsewhere; left out before sentences are compared. */
  readonly asides: readonly RegExp[];
  /** Headings over lists that only point elsewhere: `Related content`. */
  readonly pointerHeadings: readonly RegExp[];
  /** Headings over instructions for readers who install or run something; what no rule knows there is no news. */
  readonly instructionHeadings: readonly RegExp[];
  /** Headings that say something about every entry beneath them: `Retired`, `Preview`, `Prohibited`. */
  readonly standings: readonly RegExp[];
}

export interface Rules {
  /** First 12 hex digits of a SHA-256 over the rules' content: the same rules have the same version. */
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly editorial: EditorialWords;
  /** Regulations and standards that findings are tagged with. */
  readonly regulations: readonly Regulation[];
  /** What may be done next, by category, group (`model.*`) or `*`. */
  readonly actions: ReadonlyMap<string, readonly string[]>;
}

/** Categories that no rule makes: what a change shows as a whole. */
export const derivedCategories = ['terms.republished'] as const;
