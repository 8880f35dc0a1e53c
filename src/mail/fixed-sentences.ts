/** Sentences that stand in every message, the same in both forms. */

export const disclaimer =
  'Modelwarden reports what it saw and how it judged it. This is not legal advice. Text quoted from the vendor is shown without formatting, and addresses in it are written with [.] and [:] so that they cannot be followed by accident.';

export const noUseRegistered =
  'No tool in your register rests on what changed. If one does, add it to the register so that its owner is told next time.';
