/** How the page looks on which a reader acknowledges. */
import {
  type AcknowledgementMeaning,
  acknowledgementMeanings,
  longestName,
  longestNote,
} from '../domain/acknowledgement.ts';
import { type Html, html } from '../mail/html-template.ts';
import { formatInstant } from '../mail/times.ts';
import type { Answer } from './answer.ts';
import { page } from './page.ts';

/** One change, or one finding, that the mail tells of. */
export interface FormSubject {
  readonly id: string;
  readonly summary: string;
  /** Document, severity, verdict. */
  readonly about: string;
  readonly given: readonly {
    readonly name: string;
    readonly meaning: string;
    readonly note: string | null;
    readonly at: Date;
  }[];
  readonly isChosen: boolean;
}

export interface FormView {
  readonly mail: { readonly subject: string; readonly writtenAt: Date };
  readonly timeZone: string;
  readonly subjects: readonly FormSubject[];
  readonly name: string;
  readonly meaning: AcknowledgementMeaning | null;
  readonly note: string;
  /** Why what was sent was not taken. */
  readonly fault: string | null;
}

const meaningWords: Readonly<Record<AcknowledgementMeaning, string>> = {
  reviewed: 'I have read it and it is being dealt with.',
  'no action needed': 'I have read it and nothing is to be done.',
  'approved for continued use': 'The tools concerned may go on being used as they are.',
  'use suspended': 'The tools concerned are not used until this is cleared up.',
};

/** The form, filled in with what is known, and what was signed already. */
export function acknowledgeForm(view: FormView): Answer {
  const { mail, timeZone, subjects, name, note, fault } = view;
  const isOpen = subjects.some(({ given }) => given.length === 0);
  const body = html`
${fault === null ? '' : html`<p class="panel fault" role="alert">Not taken: ${fault}.</p>`}
<p class="soft">The mail “${mail.subject}”, written ${formatInstant(mail.writtenAt, timeZone)}.</p>
${isOpen ? '' : html`<p class="panel">There is nothing more for you to do. Who has changed their mind signs once more; both stand.</p>`}
<form method="post">
<fieldset><legend>What it told of</legend>
${subjects.map((subject) => subjectChoice(subject, timeZone))}
</fieldset>
<fieldset><legend>What you say</legend>
${acknowledgementMeanings.map((meaning) => meaningChoice(meaning, view.meaning === meaning))}
</fieldset>
<label class="field" for="name">Your name</label>
<input type="text" id="name" name="name" value="${name}" maxlength="${longestName}" required autocomplete="name">
<label class="field" for="note">What was found or done (may be left empty)</label>
<textarea id="note" name="note" rows="3" maxlength="${longestNote}">${note}</textarea>
<button type="submit">Sign</button>
</form>
<p class="soft">Your name, the time, what you say and the network address that it comes from are kept for ever, as evidence for auditors (21 CFR 11.50).</p>`;
  const title = isOpen ? 'Acknowledge what you were told' : 'Acknowledged';
  return page(fault === null ? 200 : 422, title, body);
}

function meaningChoice(meaning: AcknowledgementMeaning, isChosen: boolean): Html {
  return html`<label class="choice"><input type="radio" name="meaning" value="${meaning}" required${checked(isChosen)}><span><strong>${meaning}</strong><br><span class="soft">${meaningWords[meaning]}</span></span></label>`;
}

function subjectChoice({ id, summary, about, given, isChosen }: FormSubject, timeZone: string): Html {
  const signed = given.map(
    (one) =>
      html`<br><strong>${one.name}: ${one.meaning}</strong>, ${formatInstant(one.at, timeZone)}${one.note === null ? '' : html` (${one.note})`}`,
  );
  return html`<label class="choice"><input type="checkbox" name="subject" value="${id}"${checked(isChosen)}><span>${summary}<br><span class="soft">${about}; ${id}</span>${signed}</span></label>`;
}

function checked(isChosen: boolean): Html {
  return isChosen ? html` checked` : html``;
}
