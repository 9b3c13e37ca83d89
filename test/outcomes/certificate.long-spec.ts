import { inject, it } from 'vitest';
import { surviveCertificate } from './database/certificate.case.js';
import { withServer } from '../support/services/with-server.js';

withServer('PostgreSQL', inject('postgres'), () =>
  it(
    'loses nothing in two minutes in which the certificate of PostgreSQL cannot be verified',
    { timeout: 400_000 },
    () => surviveCertificate(120_000, {}),
  ),
);
