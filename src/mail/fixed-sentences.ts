/** Sentences that stand in every message, the same in both forms. */

export const disclaimer =
  'Modelwarden reports what it saw and how it judged it. This is not legal advice. Text quoted from the vendor is shown without formatting, and addresses in it are written with [.] and [:] so that they cannot be followed by accident.';

export const noUseRegistered =
  'No tool in your register rests on what changed. If one does, add it to the register so that its owner is told next time.';

export const regulationHeading = 'Rules and standards that it may bear on';

export const regulationCaption =
  'Where each stands, and when that was last checked; whether it applies is for you to judge';

export const acknowledgeHeading = 'Say that you have dealt with it';

export const checkpointHeading = 'Seal of the record';

export const checkpointCaption =
  'The state of Modelwarden’s record when this was written: how much it held, its fingerprint, and who signed. Keep this mail, and you can show later that nothing recorded before it was altered or removed: npx modelwarden verify --checkpoint <this mail, saved as a file>';
