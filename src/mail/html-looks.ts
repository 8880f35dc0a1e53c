/**
 * How the parts of the HTML form look: light, and what differs in the dark and on narrow screens. Contrast of
 * every pair is at least 4.5:1 in both.
 */
import { type Severity, severities } from '../domain/change.ts';

export interface Look {
  readonly light: string;
  /** Only what differs in the dark. */
  readonly dark?: string;
  /** Only what differs on narrow screens. */
  readonly narrow?: string;
}

const sans = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const mono = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";

export const looks = {
  page: {
    light: `margin:0;padding:24px 12px;background:#f2f4f7;color:#1b2430;font:16px/1.5 ${sans};overflow-wrap:break-word;-webkit-text-size-adjust:100%`,
    dark: 'background:#0e1318;color:#e8ecf1',
    narrow: 'padding:0',
  },
  card: {
    light:
      'max-width:680px;margin:0 auto;background:#ffffff;color:#1b2430;border:1px solid #dde2e8;border-radius:10px;overflow:hidden',
    dark: 'background:#171e26;color:#e8ecf1;border-color:#2d3742',
    narrow: 'border-left:0;border-right:0;border-radius:0',
  },
  body: { light: 'padding:28px 36px 32px', narrow: 'padding:20px 16px 24px' },
  eyebrow: { light: 'margin:20px 0 4px;font-size:16px;color:#545f6d', dark: 'color:#a9b4c0' },
  title: {
    light: 'margin:0;font-size:26px;line-height:1.28;font-weight:700;letter-spacing:-0.01em;color:#1b2430',
    dark: 'color:#ffffff',
    narrow: 'font-size:22px',
  },
  lead: { light: 'margin:14px 0 0;font-size:17px' },
  state: {
    light:
      'display:inline-block;margin:2px 0;padding:4px 12px;border:1px solid #b9c2cc;border-radius:99px;font-size:14px;font-weight:600;color:#323d4a',
    dark: 'border-color:#4a5663;color:#d5dde5',
  },
  rank: { light: 'margin:0 0 0 2px;font-size:14px;color:#545f6d', dark: 'color:#a9b4c0' },
  section: {
    light: 'margin:28px 0 0;padding:24px 0 0;border-top:1px solid #e3e7ec',
    dark: 'border-color:#2d3742',
  },
  change: {
    light: 'margin:36px 0 0;padding:26px 0 0;border-top:3px solid #1b2430',
    dark: 'border-color:#8b97a4',
  },
  changeTitle: {
    light: 'margin:0 0 10px;font-size:22px;line-height:1.3;font-weight:700',
    narrow: 'font-size:20px',
  },
  heading: { light: 'margin:0 0 10px;font-size:18px;line-height:1.35;font-weight:700' },
  subheading: { light: 'margin:14px 0 8px;font-size:16px;line-height:1.35;font-weight:700' },
  paragraph: { light: 'margin:0 0 10px' },
  muted: { light: 'color:#545f6d', dark: 'color:#a9b4c0' },
  small: { light: 'margin:6px 0 0;font-size:14px;color:#545f6d', dark: 'color:#a9b4c0' },
  facts: { light: 'margin:0' },
  term: {
    light: 'float:left;clear:left;width:176px;margin:0;padding:2px 0 0;font-size:14px;color:#545f6d',
    dark: 'color:#a9b4c0',
    narrow: 'float:none;width:auto;padding:0',
  },
  detail: { light: 'margin:0 0 8px 188px', narrow: 'margin:0 0 10px' },
  code: { light: `overflow-wrap:anywhere;font-family:${mono};font-size:14px;word-break:break-all` },
  command: {
    light: `display:block;margin:6px 0 0;padding:10px 12px;border-radius:6px;background:#f2f4f7;color:#1b2430;font-family:${mono};font-size:14px`,
    dark: 'background:#0e1318;color:#e8ecf1',
  },
  table: { light: 'width:100%;border-collapse:collapse;margin:4px 0 12px;font-size:16px' },
  caption: { light: 'padding:0 0 6px;text-align:left;font-size:14px;color:#545f6d', dark: 'color:#a9b4c0' },
  columnHead: {
    light:
      'padding:6px 12px 6px 0;border-bottom:2px solid #c5ccd4;text-align:left;vertical-align:bottom;font-size:14px;font-weight:600;color:#545f6d',
    dark: 'border-color:#4a5663;color:#a9b4c0',
  },
  rowHead: {
    light:
      'padding:10px 12px 10px 0;border-bottom:1px solid #e3e7ec;text-align:left;vertical-align:top;font-weight:600',
    dark: 'border-color:#2d3742',
  },
  cell: {
    light: 'padding:10px 12px 10px 0;border-bottom:1px solid #e3e7ec;text-align:left;vertical-align:top',
    dark: 'border-color:#2d3742',
  },
  note: { light: 'display:block;font-size:14px;font-weight:400;color:#545f6d', dark: 'color:#a9b4c0' },
  flag: {
    light:
      'display:inline-block;margin:0 6px 4px 0;padding:1px 8px;border-radius:4px;background:#e9edf2;color:#27323f;font-size:14px;font-weight:600',
    dark: 'background:#2b3540;color:#e8ecf1',
  },
  passage: { light: 'margin:0 0 22px' },
  passageHead: { light: 'margin:0 0 6px;font-size:16px;line-height:1.4;font-weight:600' },
  removedPanel: {
    light: 'margin:0 0 4px;padding:10px 14px;border-left:4px solid #c0392b;background:#fdf3f2;color:#4b3a3a',
    dark: 'border-color:#ff8f80;background:#2a1a1b;color:#dccbcb',
  },
  addedPanel: {
    light: 'margin:0 0 4px;padding:10px 14px;border-left:4px solid #1e8449;background:#f0f9f3;color:#35463b',
    dark: 'border-color:#6fcf97;background:#15261c;color:#cbdcd1',
  },
  removedLabel: { light: 'font-size:14px;font-weight:700;color:#8f1d14', dark: 'color:#ffb4a9' },
  addedLabel: { light: 'font-size:14px;font-weight:700;color:#11592f', dark: 'color:#9fe3b6' },
  removed: {
    light: 'padding:1px 2px;border-radius:3px;background:#f9cdc8;color:#7d130b;text-decoration:line-through',
    dark: 'background:#5c2320;color:#ffd9d3',
  },
  added: {
    light: 'padding:1px 2px;border-radius:3px;background:#bfe8cc;color:#0b4a24;text-decoration:underline',
    dark: 'background:#1f5233;color:#d3f6de',
  },
  /** A block that is new or gone as a whole: its panel says so, and lines through it all would only hinder. */
  whole: { light: 'text-decoration:none' },
  list: { light: 'margin:0 0 12px;padding:0 0 0 22px' },
  item: { light: 'margin:0 0 6px' },
  link: { light: 'color:#0b57d0;text-decoration:underline', dark: 'color:#9cc2ff' },
  footer: {
    light:
      'padding:20px 36px 24px;border-top:1px solid #e3e7ec;background:#f8f9fb;color:#545f6d;font-size:14px',
    dark: 'border-color:#2d3742;background:#131a21;color:#a9b4c0',
    narrow: 'padding:18px 16px 22px',
  },
  footerHead: { light: 'margin:0 0 8px;font-size:14px;font-weight:700;color:#545f6d', dark: 'color:#a9b4c0' },
  checkpoint: {
    light:
      'margin:8px 0 0;font-family:ui-monospace,Consolas,monospace;font-size:14px;line-height:1.4;white-space:pre-wrap;overflow-wrap:anywhere;color:#323d4a',
    dark: 'color:#d5dde5',
  },
  footerDetail: { light: 'margin:0 0 8px;color:#323d4a', dark: 'color:#d5dde5' },
} satisfies Readonly<Record<string, Look>>;

const severityColours: Readonly<Record<Severity, { readonly light: string; readonly dark: string }>> = {
  critical: { light: '#7a0f2b', dark: '#ff9db0' },
  high: { light: '#b3261e', dark: '#ffb4a9' },
  medium: { light: '#8a5200', dark: '#ffc876' },
  low: { light: '#1f56b0', dark: '#a6c8ff' },
  info: { light: '#4a5565', dark: '#c3ccd6' },
};

/** Parts that take the colour of a severity: the stripe on top, the badge, a word in a line. */
export const severityParts = {
  stripe: (severity) => ({
    light: `height:8px;background:${severityColours[severity].light};font-size:0;line-height:0`,
    dark: `background:${severityColours[severity].dark}`,
  }),
  badge: (severity) => ({
    light: `display:inline-block;margin:2px 8px 2px 0;padding:5px 14px;border-radius:99px;background:${severityColours[severity].light};color:#ffffff;font-size:15px;line-height:1.4;font-weight:700;letter-spacing:0.04em`,
    dark: `background:${severityColours[severity].dark};color:#14191f`,
  }),
  word: (severity) => ({
    light: `font-weight:700;color:${severityColours[severity].light}`,
    dark: `color:${severityColours[severity].dark}`,
  }),
} satisfies Readonly<Record<string, (severity: Severity) => Look>>;

/** Every look with the name by which the style sheet knows it. */
export function namedLooks(): readonly (readonly [string, Look])[] {
  return [
    ...Object.entries<Look>(looks),
    ...Object.entries(severityParts).flatMap(([part, of]) =>
      severities.map((severity): readonly [string, Look] => [`${part}-${severity}`, of(severity)]),
    ),
  ];
}
