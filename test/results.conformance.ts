import { describe } from 'vitest';
import type { MakeDatabase } from './results/lab.js';
import { ledgerCases } from './results/ledger.cases.js';
import { pageCases } from './results/page.cases.js';
import { transactionCases } from './results/transaction.cases.js';
import { writerCases } from './results/writer.cases.js';

/** What the results of any database must do. */
export function resultsConformance(name: string, make: MakeDatabase): void {
  describe(`The results in ${name}`, () => {
    describe('in transactions', () => transactionCases(make));
    describe('as a ledger', () => ledgerCases(make));
    describe('in pages', () => pageCases(make));
    describe('under several writers', () => writerCases(make));
  });
}
