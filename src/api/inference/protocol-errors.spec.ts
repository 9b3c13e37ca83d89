import { status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { grpcFailureOf } from './protocol-errors.js';

it.each([0, 1])('a long reason of emoji stays text that gRPC can send, from character %i on', (begin) => {
  const reason = '😀'.repeat(1_000).slice(begin);
  const { code, details } = grpcFailureOf(new InvalidError('UNKNOWN_MODEL', reason));
  expect(code).toBe(status.NOT_FOUND);
  // grpc-js does this, and what it throws there ends the process.
  expect(encodeURI(details)).toMatch(/^(%[0-9A-F]{2})+$/);
});
