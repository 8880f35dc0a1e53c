/**
 * Two-label suffixes under which unrelated parties hold names, as data. The whole public suffix list is too
 * much for telling one vendor's hosts from another's: a missing entry only makes two strangers look like one.
 */

const byCountry = `
  ac.uk co.uk gov.uk ltd.uk net.uk nhs.uk org.uk plc.uk
  com.au edu.au gov.au net.au org.au ac.nz co.nz govt.nz org.nz
  ac.jp co.jp go.jp ne.jp or.jp ac.kr co.kr go.kr or.kr
  com.cn edu.cn gov.cn net.cn org.cn com.hk org.hk com.tw org.tw
  com.sg edu.sg gov.sg ac.in co.in gov.in org.in com.my co.th co.id
  com.br gov.br org.br com.mx gob.mx org.mx com.ar com.co com.tr
  ac.za co.za org.za ac.il co.il gov.il org.il com.ua com.pl com.sa`;

const byHosting = `
  github.io gitlab.io gitbook.io readthedocs.io mintlify.app vercel.app netlify.app pages.dev workers.dev
  web.app firebaseapp.com herokuapp.com azurewebsites.net cloudfront.net appspot.com hf.space notion.site
  webflow.io wordpress.com blogspot.com zendesk.com`;

export const twoLabelSuffixes: ReadonlySet<string> = new Set(`${byCountry} ${byHosting}`.trim().split(/\s+/));
