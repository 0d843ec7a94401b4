import type { Result } from './result.js';

/** Prints what was measured, a line each, in columns. */
export function printTable(results: readonly Result[]): void {
  const rows = [
    ['what', 'target', 'measured', ''],
    ...results.map((result) => [result.what, result.target, result.measured, verdictOf(result)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

function verdictOf({ met }: Result): string {
  if (met === undefined) return '';
  return met ? 'pass' : 'FAIL';
}
