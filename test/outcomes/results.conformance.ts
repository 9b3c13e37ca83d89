import { describe } from 'vitest';
import type { MakeDatabase } from './results/lab.js';
import { badRowCases } from './results/bad-row.cases.js';
import { changedTableCases, refusedImagesCases } from './results/changed-table.cases.js';
import { clockCases } from './results/clock.cases.js';
import { decisionCases } from './results/decision.cases.js';
import { driftCases } from './results/drift.cases.js';
import { identityCases } from './results/identity.cases.js';
import { ledgerCases } from './results/ledger.cases.js';
import { filterCases } from './results/filter.cases.js';
import { labelCases } from './results/label.cases.js';
import { liveCases } from './results/live.cases.js';
import { pageCases } from './results/page.cases.js';
import { retentionCases } from './results/retention.cases.js';
import { severalLabelsCases } from './results/several-labels.cases.js';
import { statisticsCases } from './results/statistics.cases.js';
import { reportCases } from './results/report.cases.js';
import { thumbnailCases } from './results/thumbnail.cases.js';
import { unknownCases } from './results/unknown.cases.js';
import { transactionCases } from './results/transaction.cases.js';
import { writerCases } from './results/writer.cases.js';

/** What the results of any database must do. */
export function resultsConformance(name: string, make: MakeDatabase): void {
  describe(`The results in ${name}`, () => {
    describe('in transactions', () => transactionCases(make));
    describe('with a row that is not taken', () => badRowCases(make));
    describe('with a table that was changed', () => changedTableCases(make));
    describe('with a table that takes no images', () => refusedImagesCases(make));
    describe('as a ledger', () => ledgerCases(make));
    describe('with unknown images', () => unknownCases(make));
    describe('by the names of images', () => identityCases(make));
    describe('in pages', () => pageCases(make));
    describe('through filters', () => filterCases(make));
    describe('under a clock that jumps', () => clockCases(make));
    describe('with a retention', () => retentionCases(make));
    describe('with thumbnails', () => thumbnailCases(make));
    describe('in numbers', () => statisticsCases(make));
    describe('with labels that come later', () => labelCases(make));
    describe('with several labels for an image', () => severalLabelsCases(make));
    describe('for the drift report', () => driftCases(make));
    describe('as a stream', () => liveCases(make));
    describe('in reports', () => reportCases(make));
    describe('with decisions about models', () => decisionCases(make));
    describe('under several writers', () => writerCases(make));
  });
}
