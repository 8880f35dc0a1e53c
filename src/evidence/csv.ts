/** Tables for spreadsheets (RFC 4180). */

/** One line a row, without line ends. */
export function csvLines(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((cells) => cells.map(csvCell).join(','));
}

/** Spreadsheets take a cell that begins with certain signs for a formula. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
