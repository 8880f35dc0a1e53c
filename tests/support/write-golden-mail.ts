/**
 * Writes the example mail anew after an intended change of its looks; read the difference before committing:
 *
 *     node tests/support/write-golden-mail.ts
 */
import { writeFile } from 'node:fs/promises';
import { buildMessage } from '../../src/mail/build-message.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { sampleNotice } from './sample-notice.ts';

const notice = sampleNotice();
const { bytes } = await buildMessage(notice, renderNotice(notice), {
  from: 'alerts@hospital.example',
  replyTo: 'ai-office@hospital.example',
  domain: 'hospital.example',
  organisation: 'Nordheim Clinics',
});
await writeFile(new URL('../fixtures/mail/alert.eml', import.meta.url), bytes);
